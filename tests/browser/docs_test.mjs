// The page at /docs in a real browser: it shows every operation, tries one out, and asks nothing of
// anybody but this server.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import test from "node:test";
import { chromium } from "playwright-core";

const url = process.env.MARQUEE_URL;

test("the page shows the API and tries it out", async (t) => {
    const browser = await chromium.launch({
        executablePath: "/usr/bin/chromium",
        args: [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--no-first-run",
        ],
    });
    t.after(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 1200, height: 1600 } });
    const complaints = [];
    page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
        if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(`${url}/`)) {
            complaints.push(`asks for ${request.url()}`);
        }
    });

    await page.goto(`${url}/docs`);
    await page.waitForSelector(".opblock");
    const document = await (await fetch(`${url}/v1/openapi.json`)).json();
    for (const operation of Object.values(document.paths).flatMap(Object.values)) {
        if (!operation.operationId) continue;
        const block = `#operations-${operation.tags[0]}-${operation.operationId}`;
        assert.equal(await page.locator(block).count(), 1, block);
    }
    assert.equal(await page.locator(".errors-wrapper, .warning").count(), 0);

    await page.locator("button.authorize").click();
    const dialog = await page.locator(".modal-ux").innerText();
    for (const scheme of ["access_token", "api_key", "oauth2"]) assert.ok(dialog.includes(scheme));
    await page.locator(".modal-ux .close-modal").click();

    const movie = page.locator("#operations-movies-getMovie");
    await movie.locator(".opblock-summary-control").click();
    await movie.locator("button.execute").click();
    const answer = movie.locator(".live-responses-table tbody");
    await answer.waitFor();
    assert.match(await answer.innerText(), /^200[^]*The Shawshank Redemption/);

    const list = page.locator("#operations-movies-listMovies");
    await list.locator(".opblock-summary-control").click();
    await list.locator("button.execute").click();
    await list.locator(".live-responses-table tbody").waitFor();
    assert.match(await list.locator(".live-responses-table tbody").innerText(), /^200/);

    await mkdir("generated", { recursive: true });
    await page.screenshot({ path: "generated/docs.png" });
    assert.deepEqual(complaints, []);
});
