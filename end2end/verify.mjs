// Presses "Check this draw yourself" on a draw's page and prints what Chromium finds as JSON: node verify.mjs URL
import { chromium } from "@playwright/test";
import { readFileSync } from "node:fs";
import { peak, processes } from "../bench/machine.mjs";

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
  const page = await browser.newPage();
  await page.goto(process.argv[2]);
  // Chromium opens pages of its own when it starts, which would be measured too on a machine with two cores.
  await page.waitForTimeout(4000);
  const began = performance.now();
  await page.getByRole("button", { name: "Check this draw yourself" }).click();
  const answer = page.locator("[data-check=draw] [data-result] > .notice");
  await answer.waitFor({ timeout: 180_000 });
  const seconds = +((performance.now() - began) / 1000).toFixed(2);
  console.log(JSON.stringify({
    accepted: /^(Nothing is wrong with this draw|It holds, but)/.test(await answer.getAttribute("aria-label")),
    seconds, renderer_peak_mib: Math.max(...renderers()), says: (await answer.innerText()).split("\n").filter(Boolean),
  }));
} finally {
  await browser.close();
}

/** The peak memory of every page's process. */
function renderers() {
  return processes().map((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("--type=renderer") ? peak(pid) : 0;
    } catch {
      return 0;
    }
  });
}
