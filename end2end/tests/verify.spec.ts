import { type APIRequestContext, type Page } from "@playwright/test";
import { expect, expectSound, hydrated, test } from "./shop";

const LISTS = ["entries.csv", "ranking.csv", "allocations.csv"];

/** The page of a draw of the demo shop that is over. */
async function finished(page: Page) {
  await page.goto("/draws");
  const over = page.locator("main a[href^='/draws/0']").filter({ hasText: /Settled|Drawn/ }).first();
  return (await over.getAttribute("href"))!;
}

async function answered(request: APIRequestContext, path: string) {
  const answer = await request.get(path);
  expect(answer.ok(), path).toBe(true);
  return answer.text();
}

const group = (page: Page, name: RegExp) => page.getByRole("group", { name });
const badge = (page: Page, check: string) => page.locator(`li[data-check="${check}"] .badge`);

test("one press computes a draw again and says of every check how it ended", async ({ page }) => {
  const draw = await finished(page);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(draw);
  await hydrated(page);
  expect(asked.filter((url) => /check\.js|draw_bg/.test(url)), "nobody loads the verifier before the press").toEqual([]);
  await page.getByRole("button", { name: "Check this draw yourself" }).click();
  await expect(group(page, /^(Nothing is wrong with this draw|It holds, but)/)).toBeFocused();
  const holding = ["well_formed", "rules_hash", "commitment", "entries", "entries_root", "seal", "sealed_signature", "beacon", "seed", "winners", "allocations", "register"];
  for (const check of holding) await expect(badge(page, check), check).toHaveText("holds");
  await expect(badge(page, "witness")).toHaveText("not checked");
  await expect(page.locator("li[data-check='witness']")).toContainText("not witnessed");
  const root = JSON.parse(await answered(page.request, `${draw}/record.json`)).entries_root;
  await expect(page.locator("li[data-check='entries_root']")).toContainText(root);
  await expect(page.locator(".station[data-check='holds']").first()).toBeVisible();
  await expectSound(page);

  const stylesheet = (await page.locator("link[rel=stylesheet]").first().getAttribute("href"))!;
  const module = await page.request.get(stylesheet.replace("fairdrop.css", "draw_bg.wasm"), { headers: { "accept-encoding": "br" } });
  expect(module.headers()["content-encoding"]).toBe("br");
  expect(Number(module.headers()["content-length"])).toBeLessThanOrEqual(150_000);
});

test("a tampered record is refused with the check that fails", async ({ page, request }) => {
  test.setTimeout(180_000);
  const draw = await finished(page);
  const record = JSON.parse(await answered(request, `${draw}/record.json`));
  const lists = await Promise.all(LISTS.map((name) => answered(request, `${draw}/${name}`)));
  await page.goto("/draws/verify");
  await hydrated(page);
  await page.getByText("Allow the test chain").click();
  const press = async (changed: object, entries = lists[0]) => {
    const files = [["record.json", JSON.stringify(changed)], ["entries.csv", entries], ["ranking.csv", lists[1]], ["allocations.csv", lists[2]]];
    for (const [name, text] of files) {
      await page.getByLabel(name).setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
    }
    await page.getByRole("button", { name: "Check these files" }).click();
  };
  await press(record);
  await expect(group(page, /^(Nothing is wrong with this draw|It holds, but)/)).toBeVisible();
  await expectSound(page);

  const other = (hex: string) => (hex[0] === "0" ? "1" : "0") + hex.slice(1);
  const [first, ...rest] = record.winners;
  const tampered: [object, string][] = [
    [{ rules: { ...record.rules, weights: "as we like" } }, "rules_hash"],
    [{ rules_hash: other(record.rules_hash) }, "rules_hash"],
    [{ commitment: other(record.commitment) }, "commitment"],
    [{ server_seed: other(record.server_seed) }, "commitment"],
    [{ entries_count: record.entries_count + 1 }, "entries"],
    [{ entries_root: other(record.entries_root) }, "entries_root"],
    [{ seal: other(record.seal) }, "seal"],
    [{ sealed_at: record.sealed_at + 1 }, "sealed_signature"],
    [{ sealed_signature: other(record.sealed_signature) }, "sealed_signature"],
    // The beacon that the rules name is dropped, or one is there that they do not name.
    [{ beacon: record.beacon ? null : { chain_hash: "00".repeat(32), round: 1, signature: "00".repeat(48), randomness: "00".repeat(32) } }, "beacon"],
    [{ seed: other(record.seed) }, "seed"],
    [{ winners: [{ ...first, ticket: other(first.ticket) }, ...rest] }, "winners"],
    [{ winners: rest }, "winners"],
    [{ state: "open" }, "well_formed"],
    [{ reason: "none" }, "well_formed"],
  ];
  for (const [change, check] of tampered) {
    await press({ ...record, ...change });
    await expect(group(page, /^Refused/), JSON.stringify(change).slice(0, 80)).toBeFocused();
    await expect(badge(page, check), JSON.stringify(change).slice(0, 80)).toHaveText("fails");
    await expect(page.locator(`li[data-check="${check}"]`)).toContainText("Expected");
    // The next answer must be the next press's.
    await page.locator("[data-result]").first().evaluate((result) => result.replaceChildren());
  }
  // An entry is dropped from the list.
  const lines = lists[0].split("\n");
  await press(record, [lines[0], ...lines.slice(2)].join("\n"));
  await expect(badge(page, "entries_root")).toHaveText("fails");
  await expectSound(page);
});

test("one entry is checked without the list", async ({ page, request, guard }) => {
  const draw = await finished(page);
  const [, line] = (await answered(request, `${draw}/entries.csv`)).split("\n");
  await page.goto(draw);
  await hydrated(page);
  await page.getByText("Check one entry").click();
  const entry = page.getByLabel("Id of an entry, or the text of a receipt");
  await entry.fill(line.split(",")[0]);
  await page.getByRole("button", { name: "Check the entry" }).click();
  await expect(group(page, /^Nothing is wrong with this entry/)).toBeFocused();
  for (const check of ["listed", "seal", "seed", "standing"]) await expect(badge(page, check), check).toHaveText("holds");
  await expect(badge(page, "receipt")).toHaveText("not checked");
  await expectSound(page);

  guard.allowRefusal(404);
  await entry.fill("00000000-0000-4000-8000-000000000000");
  await page.getByRole("button", { name: "Check the entry" }).click();
  await expect(group(page, /^It could not be checked/)).toBeVisible();
  await entry.fill("not an id");
  await page.getByRole("button", { name: "Check the entry" }).click();
  await expect(group(page, /^Put in the id/)).toBeVisible();
});

test("without JavaScript the button leads to the way by hand @nojs", async ({ page }, info) => {
  test.skip(info.project.use.javaScriptEnabled !== false, "with JavaScript the press checks");
  await page.goto(await finished(page));
  await page.getByRole("button", { name: "Check this draw yourself" }).click();
  await expect(page).toHaveURL(/\/draws\/verify/);
  await expect(page.getByRole("link", { name: "Download verify.py" })).toBeVisible();
});
