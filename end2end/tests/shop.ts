// What every browser test shares: a page whose console must stay empty, and words of the domain.
import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";

type Guard = {
  /** Lets the one console line pass that Chromium writes for a refused request. */
  allowRefusal(status: number): void;
};

export const test = base.extend<{ guard: Guard }>({
  guard: [
    async ({ page }, use) => {
      const messages: string[] = [];
      const allowed = new Set<number>();
      page.on("console", (message) => messages.push(`${message.type()}: ${message.text()}`));
      page.on("pageerror", (error) => messages.push(`page error: ${error.message}`));
      await use({ allowRefusal: (status) => void allowed.add(status) });
      const refused = [...allowed].map((status) => `the server responded with a status of ${status} `);
      // Without JavaScript nobody uses the module that the page announces.
      if (!hasScripts()) refused.push("was preloaded using link preload but not used");
      const unexpected = messages.filter((line) => !refused.some((text) => line.includes(text)));
      expect(unexpected, "the console must be empty").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Whether the browser of this test runs JavaScript. */
const hasScripts = () => test.info().project.use.javaScriptEnabled !== false;

/** Waits until WebAssembly has taken the page over; a page without JavaScript is ready at once. */
export async function hydrated(page: Page) {
  if (!hasScripts()) return;
  await page.waitForFunction(() => document.documentElement.dataset.hydrated === "true");
}

/** Holds back the tasks without delay in which a page wakes up; what it answers lets the next one go. */
export async function holdTasks(page: Page) {
  await page.addInitScript(() => {
    const held: (() => void)[] = [];
    const after = window.setTimeout;
    const hold = (run: () => void, delay?: number) => (delay ? after(run, delay) : held.push(run));
    Object.assign(window, { setTimeout: hold, held });
  });
  return async () => {
    await page.waitForFunction(() => (window as unknown as { held: unknown[] }).held.length > 0);
    await page.evaluate("void held.shift()()");
  };
}

/** No violation that axe knows of, and nothing that scrolls sideways. */
export async function expectSound(page: Page) {
  // axe is a script in the page.
  if (!hasScripts()) return;
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map((v) => `${v.id}: ${v.help} (${v.nodes.map((n) => n.target.join(" ")).join(", ")})`);
  expect(found, `axe on ${page.url()}`).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(0);
}
