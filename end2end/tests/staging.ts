// Staff put something up, through the dashboard like a person.
import { type Page } from "@playwright/test";
import { ADMIN, signIn } from "./people";
import { expect, hydrated } from "./shop";

type Terms = {
  mode: "flash_sale" | "draw";
  units: number;
  minutesToPay?: number;
  closesInMinutes?: number;
  /** Has a waiting line of that pace, whose lobby is open, and stays scheduled. */
  linePerMinute?: number;
  /** Asks browsers for work. */
  proofBits?: number;
};
export type Staged = { name: string; productPath: string; dropAdmin: string; drop: string };

/** `2026-11-20T18:00` in the shop's zone, so many minutes from now. */
function local(minutes: number) {
  const parts = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Berlin", dateStyle: "short", timeStyle: "short" });
  return parts.format(new Date(Date.now() + minutes * 60_000)).replace(" ", "T");
}

/** Presses a button that asks first: opens the question, then presses the button inside. */
export async function confirm(page: Page, label: string, button: string | RegExp = label) {
  const box = page.locator("details").filter({ has: page.locator("summary", { hasText: label }) });
  await box.locator("summary").click();
  await box.getByRole("button", { name: button }).click();
}

export async function settled(page: Page, url: RegExp) {
  await expect(page).toHaveURL(url);
  await hydrated(page);
}

/** A product with one size and stock, in a drop that is open. The page is the admin's. */
export async function stage(page: Page, terms: Terms): Promise<Staged> {
  const name = `Test Runner ${Date.now().toString(36)}${Math.floor(Math.random() * 1e4)}`;
  await signIn(page, ADMIN, "/admin/products/new");
  await hydrated(page);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Description").fill("A shoe that exists for one test and runs well in it.");
  await page.getByRole("button", { name: "Create the draft" }).click();
  await settled(page, /\/admin\/products\/[0-9a-f-]+\?done=created/);

  await page.locator("[id='rows.0.name']").fill("EU 42");
  await page.locator("[id='rows.0.sku']").fill(name.replaceAll(" ", "-").toUpperCase());
  await page.locator("[id='rows.0.price']").fill("140");
  await page.getByRole("button", { name: "Save sizes" }).click();
  await settled(page, /done=sizes/);
  await page.getByRole("button", { name: "Publish" }).click();
  await settled(page, /done=active/);
  const product = page.url().match(/products\/([0-9a-f-]+)/)![1];

  await page.locator("#sizes a[href^='/admin/stock/']").first().click();
  await settled(page, /\/admin\/stock\//);
  await page.getByLabel("How many").fill(String(terms.units));
  await page.getByRole("button", { name: "Receive" }).click();
  await settled(page, /done=received/);

  await page.goto(`/admin/drops/new?product=${product}`);
  await hydrated(page);
  await page.locator(`input[name='form[mode]'][value='${terms.mode}']`).check({ force: true });
  await page.getByLabel("Minutes to pay").fill(String(terms.minutesToPay ?? 10));
  await page.getByLabel("Opens", { exact: true }).fill(local(terms.linePerMinute ? 20 : 120));
  await page.getByLabel("Closes", { exact: true }).fill(local(terms.closesInMinutes ?? 240));
  await page.locator("#units input[type=number]").first().fill(String(terms.units));
  if (terms.linePerMinute) await page.getByLabel("Waiting line").fill(String(terms.linePerMinute));
  if (terms.proofBits) await page.getByLabel("Proof of work").fill(String(terms.proofBits));
  if (terms.closesInMinutes) await page.getByLabel("Opens", { exact: true }).fill(local(0));
  await page.getByRole("button", { name: "Create the draft" }).click();
  await settled(page, /\/admin\/drops\/[0-9a-f-]+\?done=created/);
  const dropAdmin = new URL(page.url()).pathname;
  const drop = (await page.getByRole("link", { name: "Preview" }).getAttribute("href"))!;
  await confirm(page, "Schedule");
  await settled(page, /done=schedule/);
  // One that begins now opens by itself.
  if (!terms.closesInMinutes && !terms.linePerMinute) {
    await confirm(page, "Open now");
    await settled(page, /done=open/);
  }
  return { name, productPath: `/admin/products/${product}`, dropAdmin, drop };
}

/** Fills in the payment page as a new customer does. */
export async function pay(page: Page, card: string) {
  await hydrated(page);
  // After a press the router shows the page at once and its form when it has come.
  await expect(page.getByLabel("Card number")).toBeVisible();
  const street = page.getByLabel("Street and number");
  if (await street.isVisible()) {
    await page.getByLabel("Name", { exact: true }).fill("Noor Example");
    await street.fill("Example Street 1");
    await page.getByLabel("Postal code").fill("10115");
    await page.getByLabel("Town").fill("Berlin");
    await page.getByLabel("Country").selectOption("DE");
  }
  await page.getByLabel("Card number").fill(card);
  await page.getByLabel("Good until").fill("12/34");
  await page.getByLabel("Security code").fill("123");
  await page.getByRole("button", { name: /^Pay/ }).click();
}
