import { readFileSync, writeFileSync, mkdtempSync } from "node:fs";
import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { another, signIn, someShopper } from "./people";
import { expect, expectSound, hydrated, test } from "./shop";
import { confirm, pay, settled, stage } from "./staging";

test("a draw, from the entry to the checked record", async ({ page, browser, request }, info) => {
  test.setTimeout(480_000);
  const staff = await another(browser, info);
  // Windows have no seconds: it closes at the end of the next minute but one. A winner has a minute to pay.
  const draw = await stage(staff, { mode: "draw", units: 1, minutesToPay: 1, closesInMinutes: 3 });
  await staff.context().close();

  const first = someShopper(info);
  await signIn(page, first, draw.drop);
  await hydrated(page);
  await expect(page.getByRole("button", { name: "Enter the draw" })).toBeVisible({ timeout: 90_000 });
  await expectSound(page);
  await page.locator("input[name='variant_id']").first().check({ force: true });
  await page.getByRole("button", { name: "Enter the draw" }).click();
  await settled(page, /\/entries\//);
  await expectSound(page);

  // Withdrawn, and entered again.
  await page.goto(draw.drop);
  await hydrated(page);
  await confirm(page, "Withdraw", /withdraw/i);
  await expect(page.getByText("You took this entry back")).toBeVisible();
  await page.goto(draw.drop);
  await hydrated(page);
  await expect(page.getByText("You withdrew your first entry")).toBeVisible();
  await page.locator("input[name='variant_id']").first().check({ force: true });
  await page.getByRole("button", { name: "Enter the draw" }).click();
  await settled(page, /\/entries\//);

  const other = await another(browser, info);
  await signIn(other, someShopper(info), draw.drop);
  await hydrated(other);
  await other.locator("input[name='variant_id']").first().check({ force: true });
  await other.getByRole("button", { name: "Enter the draw" }).click();
  await settled(other, /\/entries\//);

  // Whoever watches the draw itself sees each step without loading the page again.
  const watcher = await another(browser, info);
  await watcher.goto((await page.locator("a[href^='/draws/']").first().getAttribute("href"))!);
  await hydrated(watcher);
  await expect(watcher.getByText("Open", { exact: true }).first()).toBeVisible();

  // The page follows by itself: one of the two won, the other hears it.
  await page.goto(draw.drop);
  await other.goto(draw.drop);
  await hydrated(page);
  await hydrated(other);
  const won = page.getByText(/You won/).first();
  const lost = page.getByText(/Not this time/).first();
  await expect(won.or(lost).first()).toBeVisible({ timeout: 240_000 });
  await expect(watcher.getByText("Drawn", { exact: true }).first()).toBeVisible({ timeout: 30_000 });
  await watcher.context().close();
  const winner = (await won.isVisible()) ? page : other;
  const alternate = winner === page ? other : page;
  await expect(winner.getByText(/You won/).first()).toBeVisible();
  await expect(alternate.getByText(/Not this time/).first()).toBeVisible();
  await expectSound(alternate);

  // The winner lets the minute pass: the next in rank moves up while both pages are open, and pays.
  await expect(alternate.getByText(/You won/).first()).toBeVisible({ timeout: 120_000 });
  await alternate.getByRole("link", { name: /^Pay/ }).first().click();
  await settled(alternate, /\/orders\/.*\/pay/);
  await pay(alternate, "4242 4242 4242 4242");
  await expect(alternate.getByText("It is yours")).toBeVisible();
  await expect(winner.getByText("Your offer has lapsed")).toBeVisible();
  await expect(winner.getByRole("link", { name: /^Pay/ })).toHaveCount(0);
  await expectSound(winner);

  // Everybody reads the record, and it holds.
  await page.goto(draw.drop);
  const proof = (await page.locator("a[href^='/draws/']").evaluateAll((links) => links.map((a) => a.getAttribute("href")!))).find((href) => /^\/draws\/[0-9a-f-]{36}/.test(href))!;
  const id = proof.match(/[0-9a-f-]{36}/)![0];
  await page.goto(`/draws/${id}`);
  await hydrated(page);
  await expect(page.getByText(/^Round \d+ of fairdrop-test, a test chain/)).toBeVisible();
  await expect(page.getByText("1 pledged = 1 paid + 0 written off + 0 left over")).toBeVisible();
  const steps = page.getByRole("table", { name: "Allocation log" }).locator("tbody tr");
  await expect(steps.locator("td:nth-child(3)")).toHaveText(["Settled", "Paid", "Offered", "Lapsed", "Offered"]);
  await expect(steps.locator("td:nth-child(5)")).toHaveText(["", "2", "2", "1", "1"]);
  await expectSound(page);
  await page.getByRole("button", { name: "Check this draw yourself" }).click();
  await expect(page.getByRole("group", { name: /^(Nothing is wrong with this draw|It holds, but)/ })).toBeVisible();
  await page.getByRole("link", { name: "See your receipt" }).click();
  await settled(page, /\/entries\//);
  await page.getByRole("button", { name: "Check my entry" }).click();
  await expect(page.getByRole("group", { name: /^(Nothing is wrong with this entry|It holds, but)/ })).toBeVisible();
  await expectSound(page);
  const folder = mkdtempSync(join(tmpdir(), "draw-"));
  const files = ["record.json", "entries.csv"].map((name) => join(folder, name));
  for (const [n, name] of ["record.json", "entries.csv"].entries()) {
    const answer = await request.get(`/draws/${id}/${name}`);
    expect(answer.ok()).toBe(true);
    writeFileSync(files[n], await answer.body());
  }
  execFileSync(process.env.FAIRDROP_SHOP!, ["verify", "--test-chain", "fairdrop-test", ...files]);
  // One changed byte, and it does not.
  writeFileSync(files[1], readFileSync(files[1], "utf8").replace(/,1,/, ",2,"));
  expect(() => execFileSync(process.env.FAIRDROP_SHOP!, ["verify", "--test-chain", "fairdrop-test", ...files], { stdio: "pipe" })).toThrow();
  await other.context().close();
});

test("staff take an entry out, its entrant appeals, staff put it back", async ({ page, browser }, info) => {
  test.setTimeout(240_000);
  const staff = await another(browser, info);
  const draw = await stage(staff, { mode: "draw", units: 1, minutesToPay: 60 });

  await signIn(page, someShopper(info), draw.drop);
  await hydrated(page);
  await expect(page.getByRole("button", { name: "Enter the draw" })).toBeVisible({ timeout: 90_000 });
  await page.locator("input[name='variant_id']").first().check({ force: true });
  await page.getByRole("button", { name: "Enter the draw" }).click();
  await settled(page, /\/entries\//);
  const entry = new URL(page.url()).pathname;
  const id = entry.split("/").pop()!;
  const receipt = await page.request.get(`${entry}/receipt.json`);
  expect(receipt.ok()).toBe(true);
  const folder = mkdtempSync(join(tmpdir(), "receipt-"));
  const kept = join(folder, "receipt.json");
  writeFileSync(kept, await receipt.body());
  execFileSync(process.env.FAIRDROP_SHOP!, ["verify-receipt", kept]);
  await page.locator("summary", { hasText: "Check the receipt" }).click();
  await expect(page.getByText("The receipt holds")).toBeVisible();

  await staff.goto(`/admin/entries?q=${id}`);
  await hydrated(staff);
  const row = staff.locator("tr").filter({ hasText: id });
  await row.locator("summary", { hasText: "Take out" }).click();
  await row.getByLabel("Because").selectOption("duplicate_address");
  await row.getByLabel("Explanation").fill("Three entries go to this door.");
  await row.getByRole("button", { name: "Take the entry out" }).click();
  await expect(staff.getByText("duplicate address").first()).toBeVisible();

  await page.goto(entry);
  await hydrated(page);
  await expect(page.getByText("Three entries go to this door.")).toBeVisible();
  await page.getByLabel("Your appeal").fill("It is a house of many flats.");
  await page.getByRole("button", { name: "Appeal" }).click();
  await expect(page.getByText("It is a house of many flats.")).toBeVisible();
  await expectSound(page);

  await staff.goto("/admin/entries?show=appeals");
  await hydrated(staff);
  const appeal = staff.locator("tr").filter({ hasText: id });
  await expect(appeal.getByText("It is a house of many flats.")).toBeVisible();
  await appeal.locator("summary", { hasText: "Answer" }).click();
  await appeal.getByLabel("Decision").selectOption("reinstate");
  await appeal.getByLabel("Answer, for the entrant").fill("So it is.");
  await appeal.getByRole("button", { name: "Answer the entrant" }).click();
  await expect(staff.locator("tr").filter({ hasText: id })).toHaveCount(0);
  await expectSound(staff);

  await page.goto(entry);
  await hydrated(page);
  await expect(page.getByText("So it is.")).toBeVisible();
  await expect(page.getByText("You are in: 1 of 1 for 1")).toBeVisible();
  await staff.context().close();
});
