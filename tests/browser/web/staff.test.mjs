// What editors and administrators do, in a real browser: describe films, settle conflicts, look after
// accounts, settings and imports, and see how the server does.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import {
    adminPassword,
    asAdmin,
    axeFindings,
    call,
    catalogueReady,
    newName,
    newPage,
    newPerson,
    signIn,
    tokensOf,
    until,
    url,
} from "./support.mjs";

const admin = { name: "admin", password: adminPassword };
let editor;
before(async () => {
    await catalogueReady();
    editor = await newStaff("editor");
});

async function newStaff(role) {
    const person = { name: newName(role), password: "correct horse battery" };
    await asAdmin("POST", "/v1/accounts", { ...person, role });
    return person;
}

/** A film that no other test has to do with. */
async function newFilm(more = {}) {
    const title = newName("A film");
    return asAdmin("POST", "/v1/movies", { title, release_year: 1999, genres: ["Drama"], ...more });
}

const film = (id) => asAdmin("GET", `/v1/movies/${id}`);
/** What shows refusals has the browser say so, too. */
const refused = /status of (4\d\d|503)/;

async function openEditor(page, id) {
    await page.goto(`${url}/edit/${id}`);
    await page.getByLabel("Title", { exact: true }).waitFor();
}

const save = (page) => page.getByRole("button", { name: "Save", exact: true }).click();

describe("an editor", { concurrency: 3 }, () => {
    test("adds a film with all that there is to say of it, by keyboard", async (t) => {
        const page = await newPage(t);
        await signIn(page, editor);
        await page.getByRole("link", { name: "Add a film" }).click();
        const title = newName("The night train");
        // Other tests see it on their pages, and ask for nothing elsewhere.
        const poster = `${url}/assets/train.jpg`;
        const field = (name) => page.getByLabel(name, { exact: true });
        await field("Title").focus();
        await page.keyboard.type(title);
        await field("Original title").fill("Le train de nuit");
        await field("Year").fill("1987");
        await field("Runtime in minutes").fill("101");
        await field("Description").fill("A train leaves, and does not arrive.");
        const add = async (button, ...entries) => {
            await page.getByRole("button", { name: button }).focus();
            await page.keyboard.press("Enter");
            for (const [index, entry] of entries.entries()) {
                if (index > 0) await page.keyboard.press("Enter");
                // Not the button, which has an empty value, too.
                await page.waitForFunction(() => {
                    const { tagName, value } = document.activeElement ?? {};
                    return tagName === "INPUT" && value === "";
                });
                for (const [column, part] of entry.entries()) {
                    if (column > 0) await page.keyboard.press("Tab");
                    await page.keyboard.type(part);
                }
            }
        };
        await add("Add a genre", ["Drama"], ["Mystery"]);
        await add("Add a director", ["Agnès Duval"]);
        await add("Add to the cast", ["Jean Petit", "The conductor"], ["Anna Weiß"]);
        await add("Add a title", ["Nachtzug"], ["夜行列车"]);
        await add("Add a keyword", ["train"], ["night"]);
        await field("Address of the poster").fill(poster);
        await add("Add an id", ["imdb", `tt${process.pid}1987`]);
        await page.getByRole("button", { name: "Move Anna Weiß up" }).focus();
        await page.keyboard.press("Enter");
        // The focus goes with her.
        await page.waitForFunction(
            () =>
                document.activeElement?.name === "cast[0].name" &&
                document.activeElement.value === "Anna Weiß",
        );
        await page.getByRole("button", { name: "Add film" }).focus();
        await page.keyboard.press("Enter");
        await page.waitForURL(/\/movies\/(?!imdb)/);
        await page.getByRole("heading", { level: 1, name: title }).waitFor();
        const made = await film(new URL(page.url()).pathname.split("/").at(-1));
        for (const [name, value] of Object.entries({
            title,
            original_title: "Le train de nuit",
            alternative_titles: ["Nachtzug", "夜行列车"],
            description: "A train leaves, and does not arrive.",
            release_year: 1987,
            runtime_minutes: 101,
            genres: ["Drama", "Mystery"],
            directors: ["Agnès Duval"],
            cast: [
                { name: "Anna Weiß", role: null },
                { name: "Jean Petit", role: "The conductor" },
            ],
            keywords: ["train", "night"],
            poster_url: poster,
            external_ids: { imdb: `tt${process.pid}1987` },
        })) {
            assert.deepEqual(made[name], value, name);
        }
    });

    test("is told at the fields what is wrong, and led to the first", async (t) => {
        const page = await newPage(t, {}, refused);
        await signIn(page, editor);
        const { id } = await newFilm({ genres: ["Drama", "Crime"] });
        await openEditor(page, id);
        await page.getByLabel("Year", { exact: true }).fill("nineteen");
        await save(page);
        await page.getByText("This has to be a whole number.").waitFor();
        await page.waitForFunction(() => document.activeElement?.name === "release_year");
        await page.getByLabel("Year", { exact: true }).fill("3000");
        await page.getByLabel("Genres, 2").fill("Drama");
        await page.getByLabel("Address of the poster").fill("poster");
        await save(page);
        await page.getByText("Not saved: 3 fields have to be mended.").waitFor();
        await page.waitForFunction(() => document.activeElement?.name === "release_year");
        for (const [name, message] of [
            ["Year", /must be between 1870/],
            ["Genres, 2", /repeats an earlier entry/],
            ["Address of the poster", /must be an http/],
        ]) {
            const input = page.getByLabel(name, { exact: true });
            assert.equal(await input.getAttribute("aria-invalid"), "true", name);
            const described = (await input.getAttribute("aria-describedby")).split(" ").at(-1);
            assert.match(await page.locator(`[id="${described}"]`).innerText(), message);
        }
        assert.deepEqual(await axeFindings(page), []);
        await page.getByLabel("Language").selectOption("zh-Hans");
        await page.getByRole("button", { name: "保存" }).click();
        await page.getByText("须在 1870 年至未来 11 年之间。").waitFor();
        await page.waitForFunction(() => document.activeElement?.name === "release_year");
        assert.equal((await film(id)).release_year, 1999);
    });

    test("settles a conflict field by field", async (t) => {
        const page = await newPage(t, {}, refused);
        await signIn(page, editor);
        const { id, title } = await newFilm({ keywords: ["one"] });
        await openEditor(page, id);
        await page.getByLabel("Title", { exact: true }).fill(`${title}, mine`);
        await page.getByLabel("Year", { exact: true }).fill("2001");
        await page.getByLabel("Runtime in minutes").fill("90");
        await asAdmin("PATCH", `/v1/movies/${id}`, {
            title: `${title}, theirs`,
            release_year: 2002,
            keywords: ["one", "two"],
        });
        await save(page);
        await page.getByText("Somebody else changed this film meanwhile").waitFor();
        const difference = (name) => page.getByRole("group", { name });
        assert.equal(await page.locator(".conflict-field").count(), 3);
        assert.match(await difference(/^Title/).innerText(), /both changed[^]*mine[^]*theirs/);
        assert.match(await difference(/^Keywords/).innerText(), /Only they[^]*two/);
        assert.ok(
            await difference(/^Keywords/)
                .getByLabel("Theirs")
                .isChecked(),
        );
        assert.ok(
            await difference(/^Title/)
                .getByLabel("Mine")
                .isChecked(),
        );
        assert.deepEqual(await axeFindings(page), []);
        await difference(/^Year/).getByLabel("Mine").focus();
        await page.keyboard.press("ArrowDown");
        assert.ok(await difference(/^Year/).getByLabel("Theirs").isChecked());
        // And once more somebody is quicker.
        await asAdmin("PATCH", `/v1/movies/${id}`, { description: "Another word." });
        await page.getByRole("button", { name: "Save what I chose" }).click();
        await difference(/^Description/).waitFor();
        await page.getByRole("button", { name: "Save what I chose" }).click();
        await page.waitForURL(`${url}/movies/${id}`);
        const now = await film(id);
        assert.equal(now.title, `${title}, mine`);
        assert.equal(now.release_year, 2002);
        assert.equal(now.runtime_minutes, 90);
        assert.equal(now.description, "Another word.");
        assert.deepEqual(now.keywords, ["one", "two"]);
    });

    test("keeps what was written when the film is gone", async (t) => {
        const page = await newPage(t, {}, refused);
        await signIn(page, editor);
        const { id } = await newFilm();
        await openEditor(page, id);
        await page.getByLabel("Description").fill("Words that took an hour.");
        await asAdmin("DELETE", `/v1/movies/${id}`);
        await save(page);
        await page.getByText("Somebody removed this film meanwhile.").waitFor();
        const words = page.getByLabel("Description");
        assert.equal(await words.inputValue(), "Words that took an hour.");
    });

    test("is asked before what is not saved is lost", async (t) => {
        const page = await newPage(t);
        await signIn(page, editor);
        const { id, title } = await newFilm();
        await page.goto(`${url}/movies/${id}`);
        await page.getByRole("link", { name: "Edit", exact: true }).click();
        await page.getByLabel("Title", { exact: true }).fill("Changed");
        await page.getByText("Not saved yet").waitFor();
        const asked = [];
        let leave = false;
        page.on("dialog", (dialog) => {
            asked.push(dialog.type());
            return leave ? dialog.accept() : dialog.dismiss();
        });
        await page.getByRole("link", { name: "All films" }).click();
        await page.goBack().catch(() => null);
        await until(() => asked.length === 2 && new URL(page.url()).pathname === `/edit/${id}`);
        assert.equal(await page.getByLabel("Title", { exact: true }).inputValue(), "Changed");
        assert.deepEqual(asked, ["confirm", "confirm"]);
        leave = true;
        await page.reload();
        assert.equal(asked.at(-1), "beforeunload");
        await page.getByLabel("Title", { exact: true }).waitFor();
        assert.equal(await page.getByLabel("Title", { exact: true }).inputValue(), title);
        await page.getByRole("link", { name: "All films" }).click();
        await page.waitForURL(`${url}/search`);
        assert.equal(asked.length, 3);
    });

    test("removes a film, once they have said so twice", async (t) => {
        const page = await newPage(t, {}, refused);
        await signIn(page, editor);
        const { id } = await newFilm();
        await openEditor(page, id);
        await page.getByRole("button", { name: "Remove film…" }).click();
        assert.deepEqual(await axeFindings(page), []);
        await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
        await page.getByRole("button", { name: "Remove film…" }).click();
        await page.getByRole("button", { name: "Remove for good" }).click();
        await page.waitForURL(`${url}/`);
        await assert.rejects(film(id));
    });

    test("stays signed in who leaves pages before they are loaded", async (t) => {
        const page = await newPage(t, {}, /ERR_ABORTED|Failed to fetch/);
        await signIn(page, editor);
        for (let turn = 0; turn < 4; ++turn) {
            await page.goto(`${url}/me/ratings`, { waitUntil: "commit" });
            // Its requests are under way.
            await page.locator("h1").waitFor();
        }
        await openEditor(page, "imdb:tt0111161");
    });

    test("and nobody less may", async (t) => {
        const page = await newPage(t);
        await page.goto(`${url}/edit`);
        await page.getByText("You have to be signed in for this page.").waitFor();
        await signIn(page, await newPerson());
        assert.equal(await page.getByRole("link", { name: "Add a film" }).count(), 0);
        await page.goto(`${url}/edit`);
        await page.getByText("This page is for editors.").waitFor();
        await page.goto(`${url}/admin`);
        await page.getByText("This page is for administrators.").waitFor();
    });
});

/** The files of a small data set, in which `ratings` rows are good and some are not. */
function dataSet(ratings, bad = 0) {
    const row = (index) => `${index + 1},${(index % 2) + 1},4.0,96498${index % 1000}`;
    const badRow = (index) => `${index + 1},77,4.0,964981247`;
    const files = {
        "links.csv": "movieId,imdbId,tmdbId\n1,9900001,990001\n2,9900002,990002\n",
        "movies.csv": "movieId,title,genres\n1,Paper boat (1995),Drama\n2,Tin moon (1996),Comedy\n",
        "ratings.csv": [
            "userId,movieId,rating,timestamp",
            ...Array.from({ length: ratings }, (_, index) => row(index)),
            ...Array.from({ length: bad }, (_, index) => badRow(index)),
            "",
        ].join("\n"),
    };
    return Object.entries(files).map(([name, text]) => ({
        name,
        mimeType: "text/csv",
        buffer: Buffer.from(text),
    }));
}

// One import at a time.
describe("an administrator imports", () => {
    test("files, sees how far it is and what did not fit, also after a reload", async (t) => {
        const page = await newPage(t);
        await signIn(page, admin);
        await page.goto(`${url}/admin/imports`);
        await page.getByRole("button", { name: "Start the import" }).click();
        await page.getByText("ratings.csv is missing.").waitFor();
        assert.deepEqual(await axeFindings(page), []);
        const readme = { name: "README.txt", mimeType: "text/plain", buffer: Buffer.from("x") };
        await page.getByLabel("Choose the files").setInputFiles([...dataSet(40, 60), readme]);
        await page.getByText("README.txt is none of them, and stays here.").waitFor();
        await page.getByRole("button", { name: "Start the import" }).click();
        await page.getByRole("heading", { name: "Done" }).waitFor();
        const report = page.locator("section", {
            has: page.getByRole("heading", { name: "Done" }),
        });
        assert.match(await report.innerText(), /Films\s+2 read, 2 new/);
        assert.match(await report.innerText(), /Ratings\s+40 read, 40 new/);
        assert.match(await report.innerText(), /Rows left out\s+60/);
        await report.locator("tbody tr").nth(49).waitFor();
        assert.equal(await report.locator("tbody tr").count(), 50);
        await report.getByRole("button", { name: "Load more" }).click();
        await page.waitForFunction(() => document.querySelectorAll("tbody tr").length === 60);
        await page.reload();
        await page.getByText("movie 77 is not in movies.csv").first().waitFor();
        assert.deepEqual(await axeFindings(page), []);
        await page.goto(`${url}/movies/imdb:tt9900001`);
        await page.getByRole("heading", { level: 1, name: "Paper boat" }).waitFor();
    });

    test("and goes on after the sending broke off, or cancels it", async (t) => {
        const page = await newPage(t, {}, /Failed to load resource/);
        await signIn(page, admin);
        await page.goto(`${url}/admin/imports`);
        // More than one piece.
        const files = dataSet(230_000);
        const second = /files\/ratings\.csv\?offset=[1-9]/;
        let isSent;
        const sent = new Promise((resolve) => (isSent = resolve));
        // It never gets there.
        await page.route(second, () => isSent());
        await page.getByLabel("Choose the files").setInputFiles(files);
        await page.getByLabel("Only check: write nothing").check();
        await page.getByRole("button", { name: "Start the import" }).click();
        await sent;
        const bar = page.getByRole("progressbar", { name: "Sending the files" });
        await until(async () => (await bar.getAttribute("value")) > 0.5);
        await page.reload();
        await page.getByText("The files are not all there.").waitFor();
        assert.deepEqual(await axeFindings(page), []);
        await page.unroute(second);
        await page.getByLabel("Choose the files").setInputFiles(dataSet(3));
        await page.getByText("ratings.csv is not the file that was begun with.").waitFor();
        await page.getByLabel("Choose the files").setInputFiles(files);
        await page.getByRole("button", { name: "Go on sending" }).click();
        await page.getByRole("heading", { name: "Done" }).waitFor({ timeout: 600_000 });
        await page.getByText("It only checked: nothing was written.").waitFor();
        await page.getByText("230,000 read").waitFor();

        const names = ["links.csv", "movies.csv", "ratings.csv"];
        await asAdmin("POST", "/v1/admin/imports", {
            files: names.map((name) => ({ name, bytes: 10 })),
        });
        await page.reload();
        await page.getByRole("button", { name: "Cancel the import" }).click();
        await page.getByRole("heading", { name: "Cancelled" }).waitFor();
    });

    test("and is told why it failed", async (t) => {
        const page = await newPage(t);
        await signIn(page, admin);
        await page.goto(`${url}/admin/imports`);
        const files = dataSet(3);
        files[0].buffer = Buffer.from("something else\n");
        await page.getByLabel("Choose the files").setInputFiles(files);
        await page.getByRole("button", { name: "Start the import" }).click();
        await page.getByRole("heading", { name: "Failed" }).waitFor();
        assert.match(await page.locator(".failure").innerText(), /links\.csv/);
    });
});

describe("an administrator", { concurrency: 3 }, () => {
    test("makes an account, finds it, changes its role, and keeps it out", async (t) => {
        const page = await newPage(t, {}, refused);
        await signIn(page, admin);
        await page.getByRole("link", { name: "Administration" }).click();
        await page.getByRole("link", { name: "Accounts" }).click();
        const person = { name: newName("kim"), password: "correct horse battery" };
        await page.getByRole("button", { name: "New account" }).click();
        const dialog = page.getByRole("dialog");
        assert.deepEqual(await axeFindings(page), []);
        await dialog.getByLabel("Name").fill("admin");
        await dialog.getByLabel("Password").fill(person.password);
        await dialog.getByRole("button", { name: "Create" }).click();
        await dialog.getByText(/is taken/).waitFor();
        await dialog.getByLabel("Name").fill(person.name);
        await dialog.getByRole("button", { name: "Create" }).click();
        await page.getByText(`The account ${person.name} is made.`).waitFor();
        await page.getByLabel("Filter by name").fill(person.name);
        await page.waitForFunction(
            () => document.querySelectorAll("select[aria-label^=Role]").length === 1,
        );
        await page.getByLabel(`Role of ${person.name}`).selectOption("editor");
        await page.getByText(`${person.name} is Editor now.`).waitFor();
        const { access_token: token } = await tokensOf(person.name, person.password);
        assert.equal((await call(token, "GET", "/v1/me")).role, "editor");
        await page.getByRole("button", { name: `Disable ${person.name}` }).click();
        await page.getByRole("button", { name: `Enable ${person.name}` }).waitFor();
        await assert.rejects(tokensOf(person.name, person.password));
        await page.getByRole("button", { name: `Enable ${person.name}` }).click();
        await page.getByRole("button", { name: `Disable ${person.name}` }).waitFor();
        await tokensOf(person.name, person.password);
        await page.reload();
        assert.equal(await page.getByLabel("Filter by name").inputValue(), person.name);
        await page.getByLabel(`Role of ${person.name}`).waitFor();
        assert.equal(await page.getByLabel(`Role of ${person.name}`).inputValue(), "editor");
    });

    test("makes a service, whose secret works, and revokes it", async (t) => {
        const page = await newPage(t);
        await signIn(page, admin);
        await page.goto(`${url}/admin/accounts`);
        const name = newName("recommender");
        await page.getByRole("button", { name: "New service" }).click();
        await page.getByLabel("Name of the service").fill(name);
        await page.getByRole("button", { name: "Create" }).click();
        const codes = page.getByRole("dialog").locator("code");
        await codes.first().waitFor();
        const [client_id, client_secret] = await codes.allInnerTexts();
        assert.deepEqual(await axeFindings(page), []);
        const grant = () =>
            fetch(`${url}/oauth/token`, {
                method: "POST",
                body: new URLSearchParams({
                    grant_type: "client_credentials",
                    client_id,
                    client_secret,
                }),
            });
        assert.equal((await grant()).status, 200);
        await page.getByRole("button", { name: "Done" }).click();
        await page.getByRole("button", { name: `Revoke ${name}` }).click();
        await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
        await page.getByText(`${name} is revoked.`).waitFor();
        await page.getByRole("button", { name: `Revoke ${name}` }).waitFor({ state: "detached" });
        assert.notEqual((await grant()).status, 200);
    });

    test("finds a setting, sees where it is from, changes and resets it", async (t) => {
        const page = await newPage(t, {}, refused);
        await signIn(page, admin);
        await page.goto(`${url}/admin/settings`);
        await page.getByLabel("Filter settings").fill("http.address");
        const address = page.locator(".setting");
        await page.waitForFunction(() => document.querySelectorAll(".setting").length === 1);
        assert.match(await address.innerText(), /command line/);
        assert.equal(await address.getByRole("button").count(), 0);
        await page.getByLabel("Filter settings").fill("rpc.retry_budget");
        await page.getByRole("button", { name: "Change rpc.retry_budget" }).click();
        const value = page.getByLabel("rpc.retry_budget: Value");
        await value.fill("plenty");
        await page.getByRole("button", { name: "Change", exact: true }).click();
        await page
            .getByRole("alert")
            .getByText(/must be/)
            .waitFor();
        assert.equal(await value.getAttribute("aria-invalid"), "true");
        assert.deepEqual(await axeFindings(page), []);
        await value.fill("0.25");
        await value.press("Enter");
        await page.getByText("rpc.retry_budget is 0.25 now.").waitFor();
        assert.match(await page.locator(".setting").innerText(), /changed here[^]*was 0.1/);
        await page.getByRole("button", { name: "Reset rpc.retry_budget" }).click();
        await page.getByText("rpc.retry_budget is 0.1 now.").waitFor();
        await page.getByLabel("Only what can be changed here").check();
        await page.getByLabel("Filter settings").fill("http.");
        await page.getByText("No setting fits.").waitFor();
    });

    test("sees what the server does, live, and switches the log level", async (t) => {
        const page = await newPage(t);
        await signIn(page, admin);
        await page.goto(`${url}/admin`);
        const places = page.locator(".topology-list > li");
        await places.first().waitFor();
        const listed = await places.allInnerTexts();
        for (const [index, name] of ["movie", "metadata", "rating", "identity"].entries()) {
            assert.match(listed[index], new RegExp(`^${name} .*in this process, well`));
        }
        assert.match(listed[4], /Database: well/);
        const chart = (name) => page.getByRole("img", { name });
        await chart(/Requests per second\. all: now/).waitFor();
        for (const name of ["Time to answer", "Errors", "Answers from the cache", "Database"]) {
            assert.equal(await chart(new RegExp(`^${name}`)).count(), 1, name);
        }
        // Asked until the chart has it, whenever it looks.
        const busy = setInterval(() => {
            for (const path of ["/v1/movies", "/v1/movies/no-such-film"])
                fetch(url + path).catch(() => null);
        }, 50);
        t.after(() => clearInterval(busy));
        await chart(/Requests per second\. all: now [1-9]/).waitFor();
        await chart(/Errors per second\. 4xx, clients' mistakes: now [1-9]/).waitFor();
        await chart(/half of them within: now [\d.]+/).waitFor();
        await page.getByText("As a table").first().click();
        assert.ok((await page.locator("details[open] tbody tr").count()) > 0);
        await page.getByLabel("Log level").selectOption("debug");
        await page.getByText("log.level is debug now.").waitFor();
        const { items } = await asAdmin("GET", "/v1/admin/settings");
        assert.equal(items.find(({ name }) => name === "log.level").value, "debug");
        await page.getByLabel("Log level").selectOption("info");
        await page.getByText("log.level is info now.").waitFor();
    });

    test("sees the instances of contexts in other processes, and which does not do", async (t) => {
        const page = await newPage(t);
        await signIn(page, admin);
        // As a process says it that hosts movie alone.
        await page.route("**/v1/admin/settings", async (route) => {
            const answer = await route.fetch();
            const document = await answer.json();
            document.items.find(({ name }) => name === "contexts").value = "movie";
            await route.fulfill({ response: answer, json: document });
        });
        await page.route("**/readyz", (route) =>
            route.fulfill({
                json: {
                    status: "degraded",
                    checks: {
                        database: "ok",
                        identity: "ok",
                        metadata: "ok",
                        rating: "none of the instances can be reached",
                    },
                },
            }),
        );
        const lines = [];
        for (const [peer, instance, connected, ejected] of [
            ["metadata", "10.0.0.1:9090", 1, 0],
            ["metadata", "10.0.0.2:9090", 1, 1],
            ["rating", "10.0.0.3:9090", 0, 0],
        ]) {
            const labels = `peer="${peer}",instance="${instance}"`;
            const name = "marquee_rpc_client_instance";
            lines.push(
                `${name}_state{${labels},state="connected"} ${connected}`,
                `${name}_state{${labels},state="ejected"} ${ejected}`,
                `${name}_latency_seconds{${labels}} 0.0042`,
                `${name}_calls_in_flight{${labels}} 3`,
            );
        }
        await page.route("**/metrics", async (route) => {
            const answer = await route.fetch();
            const body = `${await answer.text()}${lines.join("\n")}\n`;
            await route.fulfill({ response: answer, body });
        });
        await page.goto(`${url}/admin`);
        await page.getByText("Serves less").waitFor();
        const listed = (await page.locator(".topology-list > li").allInnerTexts()).join("\n");
        assert.match(listed, /^movie .*in this process, well/);
        assert.match(listed, /metadata .*elsewhere, 2 instances, does not work as it should/);
        assert.match(listed, /10\.0\.0\.1:9090: connected, 4\.2 ms, 3 calls under way/);
        assert.match(listed, /10\.0\.0\.2:9090: left out because of failures/);
        assert.match(listed, /rating .*away – none of the instances can be reached/);
        assert.match(listed, /10\.0\.0\.3:9090: not connected/);
        assert.equal(await page.locator(".topology-picture .node").count(), 8);
        assert.deepEqual(await axeFindings(page), []);
    });
});
