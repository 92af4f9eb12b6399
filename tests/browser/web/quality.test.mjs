// What holds for every page: it passes axe, fits its window, moves nothing, and is there soon.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import {
    asAdmin,
    axeFindings,
    call,
    catalogueReady,
    desktop,
    newPage,
    newPerson,
    searchBox,
    phone,
    signIn,
    tokensOf,
    url,
} from "./support.mjs";

/** Pages, and what is there when they are. */
const pages = [
    ["/", ".shelf-films .card"],
    ["/search?q=the&genre=Drama", ".film-chunk .card"],
    ["/search?q=zzzzqqqq", ".nothing"],
    ["/movies/imdb:tt0111161", ".ratings table"],
    ["/people?name=Al+Pacino", ".film-chunk .card"],
    ["/sign-in", "form .button"],
    ["/sign-up", "form .button"],
    ["/me/ratings", ".rated"],
    ["/me", ".entries li"],
    ["/no/such/page", "h1"],
];

let person;
before(async () => {
    await catalogueReady();
    person = await newPerson();
    const { access_token: token } = await tokensOf(person.name, person.password);
    await call(token, "PUT", "/v1/movies/imdb:tt0111161/ratings/me", { score: 9 });
});

/** Which elements stick out of the window, to be scrolled to sideways. */
const tooWide = (page) =>
    page.evaluate(() => {
        const width = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= width) return [];
        return [...document.querySelectorAll("body *")]
            .filter((element) => element.getBoundingClientRect().right > width + 1)
            .map((element) => element.className);
    });

/** Targets smaller than 24 by 24 pixels that are no links within text (WCAG 2.2, 2.5.8). */
const tooSmall = (page) =>
    page.evaluate(() =>
        [...document.querySelectorAll("button, select, input:not([type=radio]), summary")]
            .filter(
                (element) =>
                    element.checkVisibility() && !element.closest(".visually-hidden, .hint"),
            )
            .map((element) => [
                element.className || element.tagName,
                element.getBoundingClientRect(),
            ])
            .filter(([, box]) => box.width < 24 || box.height < 24)
            .map(([name]) => name),
    );

describe("every page passes axe and fits", { concurrency: 4 }, () => {
    for (const [size, viewport] of Object.entries({ phone, desktop })) {
        for (const locale of ["en-US", "zh-CN"]) {
            for (const colorScheme of ["light", "dark"]) {
                test(`${size}, ${locale}, ${colorScheme}`, async (t) => {
                    const page = await newPage(t, { viewport, locale, colorScheme });
                    await signIn(page, person);
                    for (const [path, there] of pages) {
                        await page.goto(url + path);
                        await page.locator(there).first().waitFor();
                        await page.waitForFunction(
                            () => !document.querySelector("[aria-busy=true]"),
                        );
                        assert.deepEqual(await axeFindings(page), [], path);
                        assert.deepEqual(await tooWide(page), [], path);
                        assert.deepEqual(await tooSmall(page), [], path);
                        const lang = await page.evaluate(() => document.documentElement.lang);
                        assert.equal(lang, locale === "zh-CN" ? "zh-Hans" : "en");
                    }
                    await page.goto(`${url}/me`);
                    await page.locator(".button.danger").last().click();
                    await page.getByRole("dialog").waitFor();
                    assert.deepEqual(await axeFindings(page), [], "a dialog");
                });
            }
        }
    }

    test("in a window of 320 pixels, and with open suggestions", async (t) => {
        const page = await newPage(t, { viewport: { width: 320, height: 640 } });
        for (const [path, there] of pages.slice(0, 7)) {
            await page.goto(url + path);
            await page.locator(there).first().waitFor();
            assert.deepEqual(await tooWide(page), [], path);
        }
        await searchBox(page).fill("god");
        await page.getByRole("option").first().waitFor();
        assert.deepEqual(await tooWide(page), []);
        assert.deepEqual(await axeFindings(page), []);
    });
});

test("the first load is small, comes soon, and then moves nothing", async (t) => {
    for (const path of ["/", "/movies/imdb:tt0111161"]) {
        const page = await newPage(t);
        const devtools = await page.context().newCDPSession(page);
        await devtools.send("Emulation.setCPUThrottlingRate", { rate: 4 });
        await page.addInitScript(() => {
            globalThis.seen = { paint: 0, shift: 0 };
            new PerformanceObserver((list) => {
                for (const entry of list.getEntries()) globalThis.seen.paint = entry.startTime;
            }).observe({ type: "largest-contentful-paint", buffered: true });
            new PerformanceObserver((list) => {
                for (const entry of list.getEntries()) globalThis.seen.shift += entry.value;
            }).observe({ type: "layout-shift", buffered: true });
        });
        await page.goto(url + path);
        await page
            .locator(path === "/" ? ".shelf-films .card" : ".ratings")
            .first()
            .waitFor();
        await page.waitForTimeout(500);
        const { paint, shift } = await page.evaluate(() => globalThis.seen);
        const scripts = await page.evaluate(() =>
            performance
                .getEntriesByType("resource")
                .filter((entry) => entry.name.endsWith(".js"))
                .reduce((sum, entry) => sum + entry.encodedBodySize, 0),
        );
        t.diagnostic(
            `${path}: ${(scripts / 1024).toFixed(1)} KB of JavaScript, largest paint after ` +
                `${Math.round(paint)} ms with the processor 4 times as slow, layout shift ${shift.toFixed(3)}`,
        );
        assert.ok(scripts > 0 && scripts < 100 * 1024, `${scripts} bytes of JavaScript`);
        assert.ok(shift < 0.1, `layout shift ${shift}`);
        // What is asked before the page's script has come is not asked again by that.
        const asked = await page.evaluate(() =>
            performance
                .getEntriesByType("resource")
                .map((entry) => entry.name)
                .filter((name) => name.includes("/v1/")),
        );
        assert.ok(asked.length > 0);
        assert.deepEqual(asked, [...new Set(asked)]);
    }
});

test("10,000 rows are scrolled smoothly", async (t) => {
    const who = await newPerson();
    const { access_token: token } = await tokensOf(who.name, who.password);
    const { id } = await call(token, "GET", "/v1/me");
    const changes = Array.from({ length: 10_000 }, (_, index) => ({
        op: "put",
        record_type: "movie",
        record_id: `row-${index}`,
        user_id: id,
        score: (index % 10) + 1,
    }));
    await asAdmin("POST", "/v1/ratings:batch", { changes });
    const page = await newPage(t);
    await signIn(page, who);
    await page.goto(`${url}/me/ratings`);
    await page.getByText("10,000 films rated").waitFor({ timeout: 60_000 });
    assert.equal(await page.locator(".rated").count(), 10_000);
    const { frames, height } = await page.evaluate(async () => {
        const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
        const frames = [];
        const height = document.documentElement.scrollHeight;
        let last = await frame();
        for (let step = 0; step < 120; ++step) {
            window.scrollBy(0, 600);
            const now = await frame();
            frames.push(now - last);
            last = now;
        }
        return { frames: frames.sort((a, b) => a - b), height };
    });
    const typical = frames[Math.floor(frames.length / 2)];
    const slow = frames[Math.floor(frames.length * 0.95)];
    t.diagnostic(
        `10,000 rows: a frame takes ${typical.toFixed(1)} ms, 95 of 100 at most ${slow.toFixed(1)} ms`,
    );
    // What is not drawn yet is as high as what is.
    assert.equal(await page.evaluate(() => document.documentElement.scrollHeight), height);
});
