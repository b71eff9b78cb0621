import { ADMIN, another, signIn, someShopper } from "./people";
import { expect, expectSound, holdTasks, hydrated, test } from "./shop";
import { confirm, pay, settled, stage, type Staged } from "./staging";

test.describe.serial("a flash sale, from the shelf to the parcel", () => {
  let sale: Staged;

  test.beforeAll(async ({ browser }, info) => {
    const staff = await another(browser, info);
    sale = await stage(staff, { mode: "flash_sale", units: 4 });
    await staff.context().close();
  });

  test("one press buys, paying makes it yours, and other pages see the stock fall @nojs", async ({ page, browser }, info) => {
    const js = info.project.use.javaScriptEnabled !== false;
    const watcher = await another(browser, info);
    await watcher.goto(sale.drop);
    await expect(watcher.getByText("4 of 4 left")).toBeVisible();

    await signIn(page, someShopper(info), sale.drop);
    await hydrated(page);
    await expectSound(page);
    await page.getByRole("button", { name: "Buy for EUR 140" }).click();
    await settled(page, /\/orders\/.*\/pay/);
    if (!js) await watcher.reload();
    await expect(watcher.getByText("3 of 4 left")).toBeVisible();
    await watcher.context().close();

    await expectSound(page);
    await pay(page, "4242 4242 4242 4242");
    await expect(page.getByText("It is yours")).toBeVisible();
    await expectSound(page);
    await page.goto("/account/orders");
    await expect(page.getByText(sale.name).first()).toBeVisible();
  });

  test("press twice, press in two tabs, go back and press again: one order", async ({ page, guard }, info) => {
    for (const status of [409, 422]) guard.allowRefusal(status);
    await signIn(page, someShopper(info), sale.drop);
    await hydrated(page);
    const tab = await page.context().newPage();
    await tab.goto(sale.drop);
    await hydrated(tab);
    await page.getByRole("button", { name: /^Buy for/ }).dblclick();
    await settled(page, /\/orders\/.*\/pay/);
    const order = page.url();
    await tab.getByRole("button", { name: /^Buy for/ }).click();
    await expect(tab).toHaveURL(order);
    await page.goto("/account/orders");
    await expect(page.locator("main a[href^='/orders/']").filter({ hasText: /pay|order/i }).first()).toBeVisible();
    await page.goto(sale.drop);
    await expect(page.getByText("In your hands until")).toBeVisible();
    await page.goto(order.replace("/pay", ""));
    await hydrated(page);
    await confirm(page, "Give it back", "Yes, give it back");
    await expect(page.getByText("Cancelled").first()).toBeVisible();
  });

  test("a declined card says so, keeps the unit, and another card pays", async ({ page, guard }, info) => {
    for (const status of [402, 409, 422]) guard.allowRefusal(status);
    await signIn(page, someShopper(info), sale.drop);
    await hydrated(page);
    await page.getByRole("button", { name: /^Buy for/ }).click();
    await settled(page, /\/orders\/.*\/pay/);
    await pay(page, "4000 0000 0000 0002");
    await expect(page.getByText(/declined/i).first()).toBeVisible();
    await pay(page, "4242 4242 4242 4242");
    await expect(page.getByText("It is yours")).toBeVisible();
  });

  test("a bank that asks is answered", async ({ page }, info) => {
    await signIn(page, someShopper(info), sale.drop);
    await hydrated(page);
    await page.getByRole("button", { name: /^Buy for/ }).click();
    await settled(page, /\/orders\/.*\/pay/);
    await pay(page, "4000 0025 0000 3155");
    await settled(page, /\/payments\/.*\/confirm/);
    await expectSound(page);
    await page.getByRole("button", { name: /confirm|approve|yes/i }).first().click();
    await expect(page.getByText("It is yours")).toBeVisible();
  });

  test("the buyer of the last unit leaves the others a clear word", async ({ page, browser }, info) => {
    const buyer = await another(browser, info);
    await signIn(buyer, someShopper(info), sale.drop);
    await hydrated(buyer);
    await page.goto(sale.drop);
    await hydrated(page);
    await buyer.getByRole("button", { name: /^Buy for/ }).click();
    await settled(buyer, /\/orders\/.*\/pay/);
    await expect(page.getByText("Sold out; 1 is held and may return")).toBeVisible();
    await pay(buyer, "4242 4242 4242 4242");
    await expect(buyer.getByText("It is yours")).toBeVisible();
    await expect(page.getByText("Sold out", { exact: true })).toBeVisible();
    await expectSound(page);
    await buyer.context().close();
  });

  test("nobody reads another's order", async ({ page, browser, guard }, info) => {
    guard.allowRefusal(404);
    const staff = await another(browser, info);
    await signIn(staff, ADMIN, "/admin/orders");
    const order = (await staff.locator("a[href^='/admin/orders/']").first().getAttribute("href"))!.replace("/admin", "");
    await staff.context().close();
    await signIn(page, someShopper(info));
    const answer = await page.goto(order);
    expect(answer?.status()).toBe(404);
  });

  test("staff watch it live, ship, and return money", async ({ page }, info) => {
    await signIn(page, ADMIN, `${sale.dropAdmin}/live`);
    await hydrated(page);
    await expect(page.getByText("Money taken")).toBeVisible();
    await expectSound(page);
    await page.goto("/admin/orders?state=paid");
    await hydrated(page);
    await page.locator("a[href^='/admin/orders/']").first().click();
    await settled(page, /\/admin\/orders\/[0-9a-f-]+/);
    await page.getByLabel("Carrier").fill("DHL");
    await page.getByRole("button", { name: "Mark as sent" }).click();
    await expect(page.getByRole("button", { name: "Mark as delivered" })).toBeVisible();
    const box = page.locator("details").filter({ has: page.locator("summary", { hasText: "Return money" }) });
    await box.locator("summary").click();
    await box.getByLabel("Amount").fill("20");
    await box.getByLabel("Reason").fill("A scuff on the left toe");
    await box.getByRole("button", { name: "Return it" }).click();
    await expect(page.getByText(/A scuff on the left toe/).first()).toBeVisible();
    await expectSound(page);
  });

  test("staff pause, and a page that wakes up meanwhile hears of it; they go on, and close early", async ({ page, browser }, info) => {
    const watcher = await another(browser, info);
    const errors: Error[] = [];
    watcher.on("pageerror", (error) => errors.push(error));
    const next = await holdTasks(watcher);
    await watcher.goto(sale.drop);
    await signIn(page, ADMIN, sale.dropAdmin);
    await hydrated(page);
    await page.getByRole("button", { name: "Pause" }).click();
    await expect(page.getByText(/^Paused\./)).toBeVisible();
    while (!(await watcher.locator("html[data-hydrated]").count())) {
      await next();
      // Time enough for news that came too early.
      await watcher.waitForTimeout(500);
    }
    await expect(watcher.locator(".action-state", { hasText: "Paused" })).toBeVisible();
    expect(errors).toEqual([]);
    await watcher.context().close();
    await page.getByRole("button", { name: "Go on" }).click();
    await expect(page.getByText("It is selling again.")).toBeVisible();
    await confirm(page, "Close early");
    await expect(page.getByText(/^Closed\./)).toBeVisible();
  });
});
