import { another, signIn, someShopper } from "./people";
import { expect, expectSound, hydrated, test } from "./shop";
import { confirm, settled, stage } from "./staging";

test("a waiting line lets people in in their turn @nojs", async ({ page, browser }, info) => {
  const js = info.project.use.javaScriptEnabled !== false;
  const staff = await another(browser, info);
  const sale = await stage(staff, { mode: "flash_sale", units: 5, linePerMinute: 1 });

  await page.goto(sale.drop);
  await hydrated(page);
  await expect(page.getByText("How the waiting line works")).toBeVisible();
  const other = await another(browser, info);
  for (const shopper of [page, other]) {
    await signIn(shopper, someShopper(info), sale.drop);
    await hydrated(shopper);
    await shopper.getByRole("button", { name: "Wait in the lobby" }).click();
    await expect(shopper.getByText("You are in the lobby")).toBeVisible();
  }
  await expectSound(page);

  await staff.goto(sale.dropAdmin);
  await hydrated(staff);
  await confirm(staff, "Open now");
  await settled(staff, /done=open/);
  if (!js) for (const shopper of [page, other]) await shopper.reload();

  // One of the two is let in at once, the other a minute later: the lot says who.
  const buy = (shopper: typeof page) => shopper.getByRole("button", { name: /^Buy for/ });
  const waits = (shopper: typeof page) => shopper.getByText("Your place: 2");
  await expect(buy(page).or(waits(page))).toBeVisible();
  await expect(buy(other).or(waits(other))).toBeVisible();
  const [first, second] = (await buy(page).isVisible()) ? [page, other] : [other, page];
  await expect(waits(second)).toBeVisible();
  await expect(second.getByText("You are next.")).toBeVisible();
  await expectSound(second);
  await buy(first).click();
  await settled(first, /\/orders\/.*\/pay/);

  await staff.goto(`${sale.dropAdmin}/live`);
  await hydrated(staff);
  await expect(staff.getByText("In it so far")).toBeVisible();
  await expectSound(staff);
  await staff.getByLabel("People let in a minute").fill("6000");
  await staff.getByRole("button", { name: "Set the pace" }).click();
  if (!js) {
    await settled(staff, /\/live/);
    await second.reload();
  }
  await buy(second).click();
  await settled(second, /\/orders\/.*\/pay/);
  for (const opened of [staff, other]) await opened.context().close();
});

test("a browser does the work that a drop asks for, and buys", async ({ page, browser }, info) => {
  const staff = await another(browser, info);
  const sale = await stage(staff, { mode: "flash_sale", units: 5, linePerMinute: 6000, proofBits: 14 });
  await confirm(staff, "Open now");
  await settled(staff, /done=open/);

  await signIn(page, someShopper(info), sale.drop);
  await hydrated(page);
  await expect(page.getByText("A little work of your browser")).toBeVisible();
  await expect(page.locator("input[name=proof]")).toHaveValue(/:\d+$/);
  await expectSound(page);
  await page.getByRole("button", { name: /^Buy for/ }).click();
  await settled(page, /\/orders\/.*\/pay/);
  await staff.context().close();
});

test("staff rehearse a drop before it opens @nojs", async ({ page }, info) => {
  const js = info.project.use.javaScriptEnabled !== false;
  const sale = await stage(page, { mode: "flash_sale", units: 20, linePerMinute: 600 });
  await page.locator("summary", { hasText: "Rehearse" }).click();
  await page.getByLabel("Shoppers", { exact: true }).fill("120");
  await page.getByLabel("Pressing at the same time").fill("40");
  await page.getByRole("button", { name: "Begin the rehearsal" }).click();
  await settled(page, /done=rehearsing/);
  const report = page.getByText("100 of 120 shoppers would go without");
  if (!js) {
    await expect(async () => {
      await page.goto(sale.dropAdmin);
      await expect(report).toBeVisible({ timeout: 1000 });
    }).toPass({ timeout: 60_000 });
  }
  await expect(report).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText("120 shoppers took their places in the line")).toBeVisible();
  await expectSound(page);
  await page.goto(sale.drop);
  await hydrated(page);
  await expect(page.getByText("20 in all")).toBeVisible();
});
