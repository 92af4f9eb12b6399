// Takes the pictures of the web page that README.md shows: node screenshots.mjs FOLDER, run by
// with_server. What time it is shows in none of them.
import assert from "node:assert/strict";
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";

const url = process.env.MARQUEE_URL;
const folder = process.argv[2];
if (!folder) throw new Error("which folder? see the first line of screenshots.mjs");
await mkdir(folder, { recursive: true });

const kTime = "2026-11-20T12:00:00.000Z";
/** No picture is to be larger, in bytes. */
const kMost = 300_000;
const admin = { name: "admin", password: "let the tests in" };
const visitor = { name: "ann", password: "correct horse battery" };
const film = "tt0111161";

async function tokenOf({ name, password }) {
    const body = new URLSearchParams({ grant_type: "password", username: name, password });
    const response = await fetch(`${url}/oauth/token`, { method: "POST", body });
    return (await response.json()).access_token;
}

async function call(token, method, path, body) {
    const response = await fetch(url + path, {
        method,
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
        body: body && JSON.stringify(body),
    });
    assert.ok(response.ok, `${method} ${path}: ${response.status}`);
    return response.json();
}

async function listOf(query, films) {
    for (let tries = 0; tries < 600; ++tries) {
        const list = await (await fetch(`${url}/v1/movies?${query}`)).json();
        if (!list.degraded && list.items.length >= films) return list.items;
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error("the list never became complete");
}

const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-color-profile=srgb"],
});

async function newPage(person, options = {}) {
    const context = await browser.newContext({
        viewport: { width: 1440, height: 900 },
        locale: "en-US",
        timezoneId: "UTC",
        reducedMotion: "reduce",
        ...options,
    });
    const page = await context.newPage();
    await page.route("**/v1/**", async (route) => {
        const answer = await route.fetch();
        const body = await answer.text();
        const timeless = body.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z/g, kTime);
        await route.fulfill({ response: answer, body: timeless });
    });
    if (!person) return page;
    await page.goto(`${url}/sign-in`);
    const main = page.locator("main");
    await main.locator("input[name=username]").fill(person.name);
    await main.locator("input[name=password]").fill(person.password);
    await main.locator("button[type=submit]").click();
    await page.waitForURL(`${url}/`);
    // Nobody is welcomed in a picture.
    await page.locator(".toast button").click();
    return page;
}

async function take(page, name) {
    await page.evaluate(() => document.fonts.ready);
    const path = join(folder, `${name}.png`);
    await page.screenshot({ path, animations: "disabled", caret: "hide" });
    const { size } = await stat(path);
    console.log(`${name}.png: ${size} bytes`);
    assert.ok(size < kMost, `${path} has ${size} bytes`);
    await page.context().close();
}

const films = await listOf("page_size=60&sort=title", 60);
const adminToken = await tokenOf(admin);
await call(adminToken, "POST", "/v1/accounts", { ...visitor, role: "viewer" });
const visitorToken = await tokenOf(visitor);
for (const [index, { id }] of films.slice(0, 30).entries()) {
    const score = 3 + ((index * 7) % 8);
    await call(visitorToken, "PUT", `/v1/movies/${id}/ratings/me`, { score });
}
await call(visitorToken, "PUT", `/v1/movies/${film}/ratings/me`, { score: 9 });

let page = await newPage(null);
await page.goto(url);
await page.locator(".shelf-films .card").nth(11).waitFor();
await take(page, "home");

page = await newPage(null, { locale: "zh-CN" });
await page.goto(`${url}/search?genre=Drama&sort=-rating`);
await page.locator(".film-chunk .card").nth(7).waitFor();
await take(page, "search-chinese");

page = await newPage(visitor);
await page.goto(`${url}/movies/${film}`);
await page.locator(".ratings table").waitFor();
await take(page, "film");

page = await newPage(visitor, { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 });
await page.goto(`${url}/me/ratings`);
await page.locator(".rated").nth(5).waitFor();
await take(page, "my-ratings-phone");

page = await newPage(admin, { colorScheme: "dark", viewport: { width: 1440, height: 1440 } });
await page.goto(`${url}/admin`);
await page.locator(".charts").waitFor();
// Half a minute of visitors, some of whom look for what there is not.
for (let second = 0; second < 30; ++second) {
    const visits = 12 + Math.round(8 * Math.sin(second / 4));
    const asked = Array.from({ length: visits }, (_, index) => {
        const { id } = films[(second * 7 + index) % films.length];
        return fetch(`${url}/v1/movies/${index % 9 ? id : "no-such-film"}`);
    });
    asked.push(fetch(`${url}/v1/movies?q=night&page_size=50`));
    await Promise.all(asked);
    await page.waitForTimeout(1000);
}
await take(page, "server-dark");

page = await newPage(admin);
const { title } = await call(adminToken, "GET", `/v1/movies/${film}`);
await page.goto(`${url}/edit/${film}`);
await page.locator("input[name=title]").fill(`The ${title}`.replace("The The", "The"));
await page.locator("input[name=runtime_minutes]").fill("143");
await page.locator("textarea").fill("Two friends, a prison, and what hope does over the years.");
await call(adminToken, "PATCH", `/v1/movies/${film}`, {
    runtime_minutes: 144,
    description: "A banker, wrongly sentenced, makes a friend and keeps a secret hope.",
    genres: ["Crime", "Drama"],
});
await page.locator("button[type=submit].primary").last().click();
await page.locator(".conflict").waitFor();
await take(page, "editor-conflict");

await browser.close();
