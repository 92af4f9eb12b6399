// What visitors do, from the first look to erasing their account.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { before, describe, test } from "node:test";
import {
    asAdmin,
    catalogueReady,
    fillSignIn,
    newName,
    newPage,
    newPerson,
    searchBox,
    phone,
    signIn,
    tokensOf,
    call,
    url,
} from "./support.mjs";

before(() => catalogueReady());

const heading = (page) => page.getByRole("heading", { level: 1 });
const bars = (page) =>
    page
        .locator(".ratings table tbody tr td:first-of-type")
        .allInnerTexts()
        .then((texts) => texts.map(Number));
const stars = (page, label) => page.getByRole("radio", { name: label });
/** Types into the search box, until there are the suggestions for all of it. */
async function typeAll(page, words) {
    const suggested = page.waitForResponse((response) =>
        response.url().endsWith(`/v1/suggest?q=${words}`),
    );
    await searchBox(page).pressSequentially(words);
    await suggested;
}

const histogramOf = async (id) =>
    (await (await fetch(`${url}/v1/movies/${id}`)).json()).rating.histogram;

describe("a visitor", { concurrency: 3 }, () => {
    test("finds a film, signs up, rates it, sees the histogram change, and their ratings", async (t) => {
        const page = await newPage(t);
        await page.goto(url);
        await page
            .getByRole("region", { name: "Best rated" })
            .getByRole("article")
            .first()
            .waitFor();

        await typeAll(page, "shawshenk");
        const option = page.getByRole("option").first();
        await option.filter({ hasText: "The Shawshank Redemption" }).waitFor();
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("Enter");
        await page.waitForURL(/\/movies\//);
        assert.equal(await heading(page).innerText(), "The Shawshank Redemption");
        assert.match(await page.title(), /^The Shawshank Redemption \(1994\) · Marquee$/);
        const id = decodeURIComponent(new URL(page.url()).pathname.split("/")[2]);
        // Screen readers start where the page does.
        assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1");

        const before = await bars(page);
        await stars(page, /^4½ of 5 stars/).click();
        const dialog = page.getByRole("dialog");
        await dialog.getByText("Sign in to rate this film").waitFor();
        await dialog.getByRole("button", { name: "Sign up" }).click();
        await fillSignIn(dialog, { name: newName("eve"), password: "correct horse battery" });
        await dialog.waitFor({ state: "detached" });
        await page.getByText("Withdraw my rating").waitFor();
        const after = await bars(page);
        assert.equal(after[8], before[8] + 1);

        await page.getByRole("link", { name: "My ratings" }).click();
        await page.getByText("1 film rated, 9.0 of 10 on average").waitFor();
        assert.equal(await page.locator(".rated-title").innerText(), "The Shawshank Redemption");
        assert.deepEqual(await histogramOf(id), after);
    });

    test("searches with filters, by an address that can be shared, and comes back to the place", async (t) => {
        const page = await newPage(t, { viewport: phone });
        await page.goto(url);
        await searchBox(page).fill("the");
        await page.keyboard.press("Enter");
        await page.waitForURL(/\/search\?q=the$/);
        assert.equal(await heading(page).innerText(), "Results for “the”");
        await page.getByLabel("Genre").selectOption({ value: "Drama" });
        await page.waitForURL(/genre=Drama/);
        await page.getByRole("button", { name: "Remove filter: Drama" }).waitFor();
        await page.getByLabel("Decade").selectOption("1990");
        await page.getByLabel("Average").selectOption("7");
        await page.getByLabel("Number of ratings").selectOption("10");
        await page.getByLabel("Sort by").selectOption("-year");
        await page.waitForURL(/sort=-year/);
        const address = new URL(page.url());
        assert.equal(address.search, "?q=the&genre=Drama&decade=1990&rating=7&votes=10&sort=-year");
        const titles = () => page.locator("main .card-title").allInnerTexts();
        await page.locator("main .card").first().waitFor();
        const found = await titles();
        assert.ok(found.length > 0);

        const other = await newPage(t);
        await other.goto(address.href);
        await other.locator("main .card").first().waitFor();
        assert.deepEqual(await other.locator("main .card-title").allInnerTexts(), found);

        await page.getByRole("button", { name: "Clear filters" }).click();
        await page.waitForURL(/\?q=the&sort=-year$/);
        await page.goBack();
        await page.waitForURL(address.href);
        await page.locator("main .card").first().waitFor();
        assert.deepEqual(await titles(), found);

        await page.goto(`${url}/search`);
        await page.locator("main .card").nth(30).scrollIntoViewIfNeeded();
        await page.waitForTimeout(300);
        const scrolled = await page.evaluate(() => window.scrollY);
        assert.ok(scrolled > 1000);
        await page.locator("main .card-link").nth(30).click();
        await page.waitForURL(/\/movies\//);
        await page.locator(".ratings").waitFor();
        assert.equal(await page.evaluate(() => window.scrollY), 0);
        await page.goBack();
        await page.waitForFunction((wanted) => Math.abs(window.scrollY - wanted) < 60, scrolled);
    });

    test("loads more of a long list as it goes on, by scrolling and by key", async (t) => {
        const films = Array.from({ length: 130 }, (_, index) => `long-list-${index}`);
        while (films.length > 0) {
            await Promise.all(
                films
                    .splice(0, 10)
                    .map((id) =>
                        asAdmin("PUT", `/v1/movies/${id}`, { title: id, genres: ["Serial"] }),
                    ),
            );
        }
        const page = await newPage(t);
        await page.goto(`${url}/search?genre=Serial&sort=title`);
        // The list follows the films a moment later.
        await page.waitForFunction(async () => {
            const answer = await fetch("/v1/movies?genre=Serial&include_total=true&page_size=1");
            return (await answer.json()).total === 130;
        });
        await page.reload();
        await page.getByText("130 films").first().waitFor();
        assert.equal(await page.locator("main .card").count(), 60);
        await page.getByRole("button", { name: "Load more" }).focus();
        await page.keyboard.press("Enter");
        await page.waitForFunction(() => document.querySelectorAll("main .card").length >= 120);
        await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
        await page.getByText("That was all: 130 films.").waitFor();
        const titles = await page.locator("main .card-title").allTextContents();
        assert.equal(new Set(titles).size, 130);
    });

    test("rates by mouse, keyboard and touch, changes it and takes it back", async (t) => {
        // One that nobody else rates meanwhile.
        await asAdmin("PUT", "/v1/movies/film-to-rate", { title: "Rate me" });
        await asAdmin("PUT", "/v1/movies/film-to-rate/ratings/me", { score: 6 });
        const person = await newPerson();
        const page = await newPage(t, { hasTouch: true });
        await signIn(page, person);
        await page.goto(`${url}/movies/film-to-rate`);
        await stars(page, /^3 of 5 stars/).waitFor();
        await page.getByText("You have not rated this film.").waitFor();
        const before = await bars(page);
        const saved = (score) =>
            page.waitForResponse(
                async (response) =>
                    response.request().method() === "PUT" &&
                    (await response.json()).score === score,
            );

        let done = saved(6);
        await stars(page, /^3 of 5 stars/).click();
        await page.waitForFunction((wanted) => {
            const cells = document.querySelectorAll(".ratings table tbody tr td:first-of-type");
            return Number(cells[5].textContent) === wanted;
        }, before[5] + 1);
        await done;

        // Several keys in a row are one change.
        let writes = 0;
        page.on("request", (request) => (writes += request.method() === "PUT" ? 1 : 0));
        done = saved(8);
        await stars(page, /^3 of 5 stars/).focus();
        // Both at once, or a slow machine takes longer for them than the page waits.
        await Promise.all([page.keyboard.press("ArrowRight"), page.keyboard.press("ArrowRight")]);
        await done;
        assert.equal(writes, 1);

        done = saved(10);
        await stars(page, /^5 of 5 stars/).tap();
        await done;
        await page.getByText("5 of 5 stars, 10 of 10").waitFor();
        assert.equal((await bars(page))[9], before[9] + 1);

        await page.reload();
        await page.getByText("5 of 5 stars, 10 of 10").waitFor();
        await page.getByRole("button", { name: "Withdraw my rating" }).click();
        await page.getByText("You have not rated this film.").waitFor();
        assert.deepEqual(await bars(page), before);
        await page.waitForFunction(async (wanted) => {
            const film = await (await fetch("/v1/movies/film-to-rate")).json();
            return JSON.stringify(film.rating.histogram) === wanted;
        }, JSON.stringify(before));
    });

    test("has the weighted rating explained", async (t) => {
        const page = await newPage(t);
        await page.goto(`${url}/movies/imdb:tt0068646`);
        await page.getByText(/Weighted rating \d/).click();
        await page.getByText(/pulled towards the average of all films/).waitFor();
    });

    test("comes from a person to all their films", async (t) => {
        const page = await newPage(t);
        await page.goto(`${url}/movies/imdb:tt0068646`);
        await page.getByRole("link", { name: "Al Pacino" }).click();
        await page.waitForURL(/\/people\?name=Al\+Pacino/);
        assert.equal(await heading(page).innerText(), "Al Pacino");
        await page.getByRole("article").filter({ hasText: "The Godfather" }).first().waitFor();
    });

    test("sorts and filters their ratings", async (t) => {
        const person = await newPerson();
        const { access_token: token } = await tokensOf(person.name, person.password);
        const { items } = await (await fetch(`${url}/v1/movies?page_size=12`)).json();
        for (const [index, film] of items.entries()) {
            await call(token, "PUT", `/v1/movies/${film.id}/ratings/me`, {
                score: (index % 5) + 5,
            });
        }
        const page = await newPage(t);
        await signIn(page, person);
        await page.getByRole("link", { name: "My ratings" }).click();
        await page.getByText("12 films rated").waitFor();
        await page.getByLabel("Sort by").selectOption("worst");
        const scores = await page.locator(".rated-score b").allInnerTexts();
        assert.deepEqual(
            scores.map(Number),
            scores.map(Number).sort((a, b) => a - b),
        );
        await page.getByLabel("Score", { exact: true }).selectOption("9");
        await page.getByText("2 films", { exact: true }).waitFor();
        await page.getByLabel("Score", { exact: true }).selectOption("");
        await page.getByLabel("Title contains").fill(items[3].title.slice(0, 6).toLowerCase());
        await page.locator(".rated-title").filter({ hasText: items[3].title }).first().waitFor();
        assert.match(page.url(), /title=/);
        assert.equal(
            await page
                .locator("table tbody tr td:first-of-type")
                .allInnerTexts()
                .then((t) => t.map(Number).reduce((a, b) => a + b)),
            12,
        );
    });

    test("makes and revokes a key, exports their data, changes the password, ends a session", async (t) => {
        const person = await newPerson();
        const page = await newPage(t, { acceptDownloads: true }, /status of 400/);
        await signIn(page, person);
        const elsewhere = await tokensOf(person.name, person.password);
        await call(elsewhere.access_token, "PUT", "/v1/movies/imdb:tt0068646/ratings/me", {
            score: 9,
        });
        await page.getByRole("link", { name: "Account" }).click();

        await page.getByLabel("Name of the key").fill("nightly");
        await page.getByRole("button", { name: "Create key" }).click();
        await page.getByText("Choose at least one.").waitFor();
        await page.getByLabel("Rate in your name").check();
        await page.getByRole("button", { name: "Create key" }).click();
        const key = await page.locator(".secret").innerText();
        assert.match(key, /^mqk_/);
        assert.equal((await call(key, "GET", "/v1/me")).name, person.name);
        await page.getByRole("button", { name: "Done" }).click();
        assert.equal(await page.locator(".secret").count(), 0);
        await page.getByRole("button", { name: "Revoke the key nightly" }).click();
        await page.getByText("The key nightly is revoked.").waitFor();
        await page.getByText("You have no keys.").waitFor();

        const downloading = page.waitForEvent("download");
        await page.getByRole("button", { name: "Export my data" }).click();
        const download = await downloading;
        const data = JSON.parse(await readFile(await download.path(), "utf8"));
        assert.equal(data.account.name, person.name);
        assert.equal(data.ratings[0].title, "The Godfather");
        assert.equal(data.ratings[0].score, 9);

        await page
            .getByRole("button", { name: /^End the session of/ })
            .first()
            .click();
        await page.getByText("The session has ended.").waitFor();

        await page.getByLabel("Current password").fill("not this one");
        await page.getByLabel("New password").fill("another horse battery");
        await page.getByRole("button", { name: "Change password" }).click();
        await page.getByText("That is not your current password.").waitFor();
        await page.getByLabel("Current password").fill(person.password);
        await page.getByRole("button", { name: "Change password" }).click();
        await page.getByText("Your password is changed.").waitFor();
        await tokensOf(person.name, "another horse battery");
    });

    test("erases their account, once they have typed its name", async (t) => {
        const person = await newPerson();
        const page = await newPage(t);
        await signIn(page, person);
        await page.goto(`${url}/me`);
        await page.getByRole("button", { name: "Erase my account…" }).click();
        const dialog = page.getByRole("dialog");
        await dialog.getByLabel(/To confirm/).fill("somebody else");
        await dialog.getByRole("button", { name: "Erase for good" }).click({ force: true });
        await page.keyboard.press("Escape");
        await dialog.waitFor({ state: "detached" });
        await page.getByRole("button", { name: "Erase my account…" }).click();
        await dialog.getByLabel(/To confirm/).fill(person.name);
        await dialog.getByRole("button", { name: "Erase for good" }).click();
        await page.getByText("Your account is erased.").waitFor();
        await page
            .getByRole("navigation", { name: "Main" })
            .getByRole("link", { name: "Sign in" })
            .waitFor();
        const body = new URLSearchParams({
            grant_type: "password",
            username: person.name,
            password: person.password,
        });
        assert.equal((await fetch(`${url}/oauth/token`, { method: "POST", body })).status, 400);
    });

    test("is told what is wrong with a name or a password", async (t) => {
        const person = await newPerson();
        const page = await newPage(t, {}, /status of 4(00|09)/);
        await page.goto(`${url}/sign-in`);
        await fillSignIn(page.locator("main"), { ...person, password: "wrong battery" });
        await page.getByText("The name or the password is wrong.").waitFor();
        await page.goto(`${url}/sign-up`);
        await fillSignIn(page.locator("main"), person);
        await page.getByText("That name, or one that looks like it, is taken.").waitFor();
        await page.getByLabel("Name").fill("a b");
        await page.locator("main button[type=submit]").click();
        await page.getByText("It may not have spaces").waitFor();
    });

    test("is signed out in all tabs, and kept out of what is nobody else's", async (t) => {
        const person = await newPerson();
        const page = await newPage(t);
        await signIn(page, person);
        const other = await page.context().newPage();
        await other.goto(`${url}/me/ratings`);
        await other.getByText("You have not rated any film yet.").waitFor();
        await page.getByRole("button", { name: "Sign out" }).click();
        await page.getByText("You are signed out.").waitFor();
        await other.getByText("Sign in to see what you have rated.").waitFor();
        await other.locator("main").getByRole("link", { name: "Sign in" }).click();
        await fillSignIn(other.locator("main"), person);
        await other.waitForURL(`${url}/me/ratings`);
        // A link that leads elsewhere after signing in does not.
        await page.goto(`${url}/sign-in?next=//evil.example/`);
        await fillSignIn(page.locator("main"), person);
        await page.waitForURL(`${url}/`);
    });

    test("chooses language and colours, which hold", async (t) => {
        const page = await newPage(t, { locale: "zh-CN" });
        await page.goto(url);
        await page.getByRole("heading", { name: "评分最高" }).waitFor();
        assert.equal(await page.evaluate(() => document.documentElement.lang), "zh-Hans");
        await page.getByLabel("语言").selectOption("en");
        await page.getByRole("heading", { name: "Best rated" }).waitFor();
        await page.getByLabel("Colours").selectOption("dark");
        await page.reload();
        await page.getByRole("heading", { name: "Best rated" }).waitFor();
        const ground = await page.evaluate(
            () => getComputedStyle(document.documentElement).backgroundColor,
        );
        assert.equal(ground, "rgb(19, 16, 22)");
    });

    test("is told where there is nothing", async (t) => {
        const page = await newPage(t);
        const response = await page.goto(`${url}/no/such/page`);
        assert.equal(response.status(), 404);
        await page.getByRole("heading", { name: "There is no such page" }).waitFor();
        await page.goto(`${url}/movies/no-such-film`);
        await page.getByRole("heading", { name: "There is no such film" }).waitFor();
        await page.goto(`${url}/search?q=zzzzqqqq`);
        await page.getByText("No film fits.").waitFor();
        await page.goto(`${url}/search?sort=nonsense&decade=x&rating=99`);
        await page.locator("main .card").first().waitFor();
    });

    test("does all of it by keyboard", async (t) => {
        const page = await newPage(t);
        await page.goto(url);
        await page.locator("main .card").first().waitFor();
        await page.keyboard.press("Tab");
        assert.equal(await page.evaluate(() => document.activeElement.className), "skip");
        await page.keyboard.press("Enter");
        assert.equal(await page.evaluate(() => document.activeElement.id), "main");
        await searchBox(page).focus();
        await typeAll(page, "godf");
        await page
            .getByRole("option", { name: /The Godfather/ })
            .first()
            .waitFor();
        await page.keyboard.press("ArrowUp");
        await page
            .getByRole("option", { name: "All results for “godf”", selected: true })
            .waitFor();
        await page.keyboard.press("Escape");
        await page.getByRole("listbox").waitFor({ state: "hidden" });
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("Enter");
        await page.waitForURL(/\/movies\//);
    });
});
