// What comes when it shouldn't: titles that try to be something else, a session that ends, a server
// that goes.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import {
    asAdmin,
    call,
    catalogueReady,
    fillSignIn,
    newPage,
    newPerson,
    searchBox,
    ownServer,
    phone,
    signIn,
    tokensOf,
    until,
    url,
} from "./support.mjs";

before(() => catalogueReady());

const oddTitles = {
    script: '<img src="x" onerror="globalThis.broken = 1"><script>globalThis.broken = 1</script>',
    quotes: `"'><svg onload=globalThis.broken=1> \${broken} {{broken}}`,
    long: "A very long title that goes on and on ".repeat(14).slice(0, 500).trim(),
    unbroken: "W".repeat(500),
    arabic: "قصة مدينتين: الجزء الثاني",
    hebrew: "סרט ארוך מאוד (2024)",
    emoji: "🎬🍿 👩‍👩‍👧‍👦 The 🏳️‍🌈 Film",
    chinese: "卧虎藏龙",
};

describe("trouble", { concurrency: 3 }, () => {
    test("odd titles and names are shown as the text that they are", async (t) => {
        for (const [name, title] of Object.entries(oddTitles)) {
            await asAdmin("PUT", `/v1/movies/odd-${name}`, {
                title,
                description: oddTitles.script,
                genres: ["Odd", "<i>Genre</i>"],
                directors: ["<b>Nobody</b>"],
                cast: [{ name: oddTitles.quotes.slice(0, 200), role: "<u>role</u>" }],
            });
        }
        const page = await newPage(t, { viewport: phone });
        for (const [name, title] of Object.entries(oddTitles)) {
            await page.goto(`${url}/movies/odd-${name}`);
            await page.locator(".ratings").waitFor();
            // As the browser shows it: white space runs together.
            const shown = await page.getByRole("heading", { level: 1 }).textContent();
            assert.equal(shown, title);
            assert.equal(await page.title(), `${title} · Marquee`.replace(/\s+/g, " "));
            assert.equal(
                await page.evaluate(
                    () => document.querySelectorAll("main b b, main u, main i, main script").length,
                ),
                0,
            );
            const direction = await page.evaluate(
                () => getComputedStyle(document.querySelector("h1")).direction,
            );
            assert.equal(direction, ["arabic", "hebrew"].includes(name) ? "rtl" : "ltr", name);
            assert.ok(
                await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
                name,
            );
        }
        await page.waitForFunction(async () => {
            const answer = await fetch("/v1/movies?genre=Odd&include_total=true&page_size=1");
            return (await answer.json()).total === 8;
        });
        await page.goto(`${url}/search?genre=Odd`);
        await page.locator(".card").nth(7).waitFor();
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
        await searchBox(page).fill("<img src");
        await page.goto(`${url}/search?q=${encodeURIComponent(oddTitles.script)}`);
        await page.getByRole("heading", { level: 1 }).filter({ hasText: "<script>" }).waitFor();
        await page.goto(`${url}/people?name=${encodeURIComponent("<b>Nobody</b>")}`);
        await page.locator(".card").first().waitFor();
        assert.equal(await page.evaluate(() => globalThis.broken), undefined);
    });

    test("who is signed out while rating signs in, and the rating is saved", async (t) => {
        const person = await newPerson();
        const page = await newPage(t, {}, /status of 40[01]/);
        let sent = "";
        page.on("request", (request) => (sent = request.headers().authorization ?? sent));
        await signIn(page, person);
        await page.goto(`${url}/movies/imdb:tt0068646`);
        await page.getByText("You have not rated this film.").waitFor();
        const { access_token: token } = await tokensOf(person.name, person.password);
        const { items } = await call(token, "GET", "/v1/me/sessions");
        for (const session of items.filter((one) => !one.current)) {
            await call(token, "DELETE", `/v1/me/sessions/${session.id}`);
        }
        // Until all of the server knows, which takes a moment.
        await until(async () => {
            const headers = { Authorization: sent };
            return (await fetch(`${url}/v1/me`, { headers })).status === 401;
        });
        await page.getByRole("radio", { name: /^4 of 5 stars/ }).click();
        const dialog = page.getByRole("dialog");
        await dialog.getByText("Your session has ended.").waitFor();
        assert.equal(await dialog.getByLabel("Name").inputValue(), person.name);
        await fillSignIn(dialog, person);
        await dialog.waitFor({ state: "detached" });
        await page.getByText("4 of 5 stars, 8 of 10").waitFor();
        const saved = await call(token, "GET", "/v1/movies/imdb:tt0068646/ratings/me");
        assert.equal(saved.score, 8);
    });

    test("who then does not sign in sees the rating as it was", async (t) => {
        const page = await newPage(t);
        await page.goto(`${url}/movies/imdb:tt0050083`);
        const counts = () =>
            page.locator(".ratings table tbody tr td:first-of-type").allInnerTexts();
        await page.locator(".ratings").waitFor();
        const before = await counts();
        await page.getByRole("radio", { name: /^1 of 5 stars/ }).click();
        await page.getByRole("dialog").waitFor();
        assert.notDeepEqual(await counts(), before);
        await page.keyboard.press("Escape");
        await page.getByRole("dialog").waitFor({ state: "detached" });
        assert.deepEqual(await counts(), before);
        assert.equal(await page.getByRole("radio", { checked: true }).count(), 0);
    });

    test("a rating that the server refuses is taken back, and said", async (t) => {
        const person = await newPerson();
        const page = await newPage(t, {}, /status of 409/);
        await signIn(page, person);
        await page.route("**/ratings/me", (route) =>
            route.request().method() === "PUT"
                ? route.fulfill({
                      status: 409,
                      contentType: "application/problem+json",
                      body: JSON.stringify({
                          status: 409,
                          code: "conflict",
                          detail: "you may not",
                          request_id: "r1",
                      }),
                  })
                : route.continue(),
        );
        await page.goto(`${url}/movies/imdb:tt0068646`);
        await page.getByText("You have not rated this film.").waitFor();
        await page.getByRole("radio", { name: /^2 of 5 stars/ }).click();
        await page.getByText(/Your rating was not saved\. you may not/).waitFor();
        assert.equal(await page.getByRole("radio", { checked: true }).count(), 0);
        await page.getByText("You have not rated this film.").waitFor();
    });

    test("a server that is away is waited for, and then all goes on", async (t) => {
        const server = await ownServer(t);
        await catalogueReady(server.base);
        const person = await newPerson(server.base);
        // What the browser says of a server that goes depends on what it was about to send.
        const page = await newPage(t, { origin: server.base }, /net::ERR_|status of 50/);
        await signIn(page, person, server.base);
        await page.goto(`${server.base}/movies/imdb:tt0068646`);
        await page.getByText("You have not rated this film.").waitFor();
        await server.stop();
        await page.getByRole("radio", { name: /^5 of 5 stars/ }).click();
        await page.getByText("The server can't be reached.").waitFor();
        await page.getByRole("button", { name: "Try now" }).waitFor();
        await server.start();
        // It tries again by itself, which may take longer than one likes to wait.
        const now = page.getByRole("button", { name: "Try now" });
        if (await now.isVisible()) await now.click().catch(() => {});
        await page.getByText("5 of 5 stars, 10 of 10").waitFor();
        await now.waitFor({ state: "detached" });
        const { access_token: token } = await tokensOf(person.name, person.password, server.base);
        const path = "/v1/movies/imdb:tt0068646/ratings/me";
        assert.equal((await call(token, "GET", path, undefined, server.base)).score, 10);
        // The page still finds its way, by what it has and by what it loads now.
        await page.getByRole("link", { name: "Account" }).click();
        await page.getByRole("heading", { name: "API keys" }).waitFor();
    });

    test("a browser that is offline says so, and goes on by itself", async (t) => {
        const page = await newPage(t, {}, /ERR_INTERNET_DISCONNECTED/);
        await page.goto(url);
        await page.locator(".card").first().waitFor();
        await page.context().setOffline(true);
        await page.getByRole("link", { name: "All films", exact: true }).click();
        await page.getByText("You are offline.").waitFor();
        await page.context().setOffline(false);
        await page.locator(".film-chunk .card").first().waitFor();
        await page.getByText("You are offline.").waitFor({ state: "detached" });
    });

    test("a busy server is asked again when it says", async (t) => {
        const page = await newPage(t, {}, /status of 503/);
        const asked = [];
        let isBusy = true;
        await page.route("**/v1/movies?*", (route) => {
            asked.push(Date.now());
            return isBusy
                ? route.fulfill({ status: 503, headers: { "Retry-After": "2" }, body: "" })
                : route.continue();
        });
        await page.goto(`${url}/search`);
        await page.getByText("The server is busy or starting.").waitFor();
        isBusy = false;
        await page.locator(".film-chunk .card").first().waitFor();
        assert.ok(asked.length > 1);
        assert.ok(asked[1] - asked[0] >= 2000);
    });

    test("an internal error shows what to tell the administrator", async (t) => {
        const page = await newPage(t, {}, /status of 500/);
        await page.route("**/v1/movies?*", (route) =>
            route.fulfill({
                status: 500,
                contentType: "application/problem+json",
                body: JSON.stringify({
                    status: 500,
                    code: "internal",
                    detail: "no",
                    request_id: "the-id",
                }),
            }),
        );
        await page.goto(`${url}/search`);
        await page.getByText("Something went wrong in the server.").waitFor();
        await page.getByText("Details").click();
        await page.getByText("the-id").waitFor();
        await page.unroute("**/v1/movies?*");
        await page.getByRole("button", { name: "Try again" }).click();
        await page.locator(".film-chunk .card").first().waitFor();
    });
});
