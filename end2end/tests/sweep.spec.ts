import { ADMIN, signIn } from "./people";
import { expect, expectSound, holdTasks, hydrated, test } from "./shop";

const SHOP = ["/", "/drops", "/collections", "/search?q=bowl", "/draws", "/draws/register", "/draws/verify"];
const STAFF = [
  "/admin", "/admin/drops", "/admin/drops/new", "/admin/products", "/admin/products/new", "/admin/collections", "/admin/collections/new",
  "/admin/stock", "/admin/orders", "/admin/entries", "/admin/draws", "/admin/customers", "/admin/emails", "/admin/jobs", "/admin/audit",
];

test("every kind of shop page is sound: no axe violation, nothing in the console, nothing sideways", async ({ page }) => {
  for (const path of SHOP) {
    expect((await page.goto(path))?.status(), path).toBe(200);
    await hydrated(page);
    await expectSound(page);
  }
  // One of each kind that the lists lead to.
  for (const [list, part] of [["/drops", "/drops/"], ["/collections", "/collections/"], ["/search?q=bowl", "/products/"], ["/draws", "/draws/0"]]) {
    await page.goto(list);
    const href = await page.locator(`main a[href^='${part}']`).first().getAttribute("href");
    expect((await page.goto(href!))?.status(), href!).toBe(200);
    await hydrated(page);
    await expectSound(page);
  }
});

test("nothing moves sideways at 320 pixels", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 700 });
  for (const path of [...SHOP, "/sign-in", "/register"]) {
    await page.goto(path);
    await hydrated(page);
    await expectSound(page);
  }
});

test("dark mode keeps its contrast", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "dark" });
  for (const path of ["/", "/drops", "/draws", "/sign-in"]) {
    await page.goto(path);
    await hydrated(page);
    await expectSound(page);
  }
});

test("every page of the dashboard is sound", async ({ page }) => {
  test.setTimeout(180_000);
  await signIn(page, ADMIN, "/admin");
  for (const path of STAFF) {
    expect((await page.goto(path))?.status(), path).toBe(200);
    await hydrated(page);
    await expectSound(page);
  }
});

test("an address that leads nowhere says so and leads on @nojs", async ({ page, guard }) => {
  guard.allowRefusal(404);
  const answer = await page.goto("/nothing/here");
  expect(answer?.status()).toBe(404);
  await expect(page.getByText("There is nothing at this address")).toBeVisible();
});

test("search forgives a missing space @nojs", async ({ page }) => {
  await page.goto("/search?q=kilnrunner");
  await expect(page.locator("main a[href^='/products/']").first()).toBeVisible();
});

test("what is pressed while a page wakes up goes the browser's way", async ({ page }) => {
  const next = await holdTasks(page);
  let tasks = 0;
  for (; tasks < 20; tasks++) {
    await page.goto("/");
    for (let n = 0; n < tasks; n++) await next();
    if (await page.locator("html[data-hydrated]").count()) break;
    await page.evaluate("window.here = true");
    await page.locator("main a[href^='/collections']").first().click();
    await expect(page).toHaveURL("/collections");
    expect(await page.evaluate("'here' in window"), `a page of its own after ${tasks} tasks`).toBe(false);
  }
  expect(tasks, "it wakes up in several tasks").toBeGreaterThan(4);
  expect(tasks).toBeLessThan(20);
});
