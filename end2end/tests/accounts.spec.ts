import { ADMIN, signIn, someShopper } from "./people";
import { expect, expectSound, hydrated, test } from "./shop";

test("a new shopper registers, confirms the address from the mail, and signs in @nojs", async ({ page }, info) => {
  const email = `new-${info.project.name}-${Date.now()}@example.com`;
  await page.goto("/register");
  await hydrated(page);
  await page.getByLabel("Your name").fill("Noor Example");
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password").fill("four quiet words here");
  await page.getByRole("button", { name: "Make my account" }).click();
  await expect(page.getByRole("heading", { name: "Look into your mail" })).toBeVisible();

  // The mail is written in the same transaction; /dev/mail shows it without waiting for the sender.
  await page.goto("/dev/mail");
  await page.getByRole("listitem").filter({ hasText: email }).getByRole("heading").getByRole("link").click();
  await expect(page.getByText("Noor").first()).toBeVisible();
  const link = page.getByRole("link", { name: /confirm/i }).first();
  await page.goto((await link.getAttribute("href"))!.replace(/^https?:\/\/[^/]+/, ""));
  await hydrated(page);
  await page.getByRole("button", { name: "Confirm" }).click();
  await expect(page).toHaveURL(/sign-in/);
  await signIn(page, { email, password: "four quiet words here" });
  await page.goto("/account");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});

test("wrong input at the registration is said beside the field @nojs", async ({ page, guard }) => {
  guard.allowRefusal(422);
  await page.goto("/register");
  await hydrated(page);
  await page.getByLabel("Your name").fill("Noor");
  await page.getByLabel("Email address").fill("noor@nowhere");
  await page.getByLabel("Password").fill("password123456");
  await page.locator("form").evaluateAll((forms) => forms.forEach((form) => form.setAttribute("novalidate", ""))).catch(() => {});
  await page.getByRole("button", { name: "Make my account" }).click();
  await expect(page.getByRole("alert").or(page.locator("[aria-invalid=true]")).first()).toBeVisible();
  await expect(page.getByLabel("Your name")).toBeVisible();
});

test("a wrong password is refused without saying which half was wrong", async ({ page, guard }, info) => {
  for (const status of [401, 403, 409, 422]) guard.allowRefusal(status);
  const shopper = someShopper(info);
  await page.goto("/sign-in");
  await hydrated(page);
  await page.getByLabel("Email address").fill(shopper.email);
  await page.getByLabel("Password").fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await expect(page).toHaveURL(/sign-in/);
});

test("an address is added, becomes the default, and goes @nojs", async ({ page }, info) => {
  await signIn(page, someShopper(info));
  await page.goto("/account/addresses/new");
  await hydrated(page);
  await page.getByLabel("Name").fill("Noor Example");
  await page.getByLabel("Street and number").fill("Example Street 1");
  await page.getByLabel("Town").fill("Berlin");
  await page.getByLabel("Postal code").fill("10115");
  await page.getByLabel("Country").selectOption("DE");
  await page.getByRole("button", { name: "Save the address" }).click();
  await expect(page).toHaveURL(/\/account\/addresses(\?|$)/);
  await expect(page.getByText("Example Street 1")).toBeVisible();
});

test("pages of accounts are sound", async ({ page }, info) => {
  for (const path of ["/sign-in", "/register", "/forgot"]) {
    await page.goto(path);
    await hydrated(page);
    await expectSound(page);
  }
  await signIn(page, someShopper(info));
  for (const path of ["/account", "/account/profile", "/account/addresses", "/account/addresses/new"]) {
    await page.goto(path);
    await hydrated(page);
    await expectSound(page);
  }
});

test("the dashboard is not there for a shopper", async ({ page, guard }, info) => {
  guard.allowRefusal(404);
  await signIn(page, someShopper(info));
  const answer = await page.goto("/admin");
  expect(answer?.status()).toBe(404);
});

test("staff sign in and land in the dashboard", async ({ page }) => {
  await signIn(page, ADMIN, "/admin");
  await expect(page).toHaveURL(/\/admin$/);
});
