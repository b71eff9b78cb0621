// Who acts in the tests: shoppers whom `fairdrop seed --shoppers` made, and the admin whom the script made.
import { readFileSync } from "node:fs";
import { type Browser, type BrowserContextOptions, type Page, type TestInfo } from "@playwright/test";
import { expect, hydrated } from "./shop";

export const ADMIN = { email: "admin@browser.example", password: "correct horse battery staple" };
const CROWD_PASSWORD = "a crowd of shoppers";

const crowd = readFileSync(process.env.FAIRDROP_TOKENS!, "utf8").trim().split("\n");
const PER_WORKER = 100;
let taken = 0;

/** A shopper whom no other test uses: each worker process has a share of the crowd of its own. */
export function someShopper(info: TestInfo) {
  const line = crowd[info.workerIndex * PER_WORKER + taken++];
  if (!line || taken > PER_WORKER) throw new Error("the crowd is used up: raise --shoppers in scripts/test");
  const [id, token] = line.split(",");
  return { id, token, email: `shopper-${id.replaceAll("-", "")}@crowd.invalid`, password: CROWD_PASSWORD };
}

export async function signIn(page: Page, who: { email: string; password: string }, next?: string) {
  await page.goto(next ? `/sign-in?next=${encodeURIComponent(next)}` : "/sign-in");
  await hydrated(page);
  await page.getByLabel("Email address").fill(who.email);
  await page.getByLabel("Password").fill(who.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname !== "/sign-in");
  await hydrated(page);
}

/** Another browser, with nobody signed in. */
export async function another(browser: Browser, info: TestInfo): Promise<Page> {
  const { viewport, isMobile, hasTouch, javaScriptEnabled, locale, timezoneId, baseURL } = info.project.use as BrowserContextOptions;
  const context = await browser.newContext({ viewport, isMobile, hasTouch, javaScriptEnabled, locale, timezoneId, baseURL });
  return context.newPage();
}
