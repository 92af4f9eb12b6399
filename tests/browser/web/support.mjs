// What tests of the web page share: a browser, pages that note what goes wrong in them, people, and
// servers. Such a test is run by tests/browser/with_server, beside a server of its own.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { chromium } from "playwright-core";

export const url = process.env.MARQUEE_URL;
export const adminPassword = "let the tests in";

const axeSource = await readFile(
    createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
    "utf8",
);

export const browser = await chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
});
after(() => browser.close());

export const phone = { width: 375, height: 812 };
export const desktop = { width: 1440, height: 900 };

/**
 * A page in a context of its own. What goes wrong in it fails the test that `t` is of, at its end,
 * but for what `expected` matches.
 */
export async function newPage(t, options = {}, expected = /$^/) {
    const context = await browser.newContext({
        viewport: desktop,
        locale: "en-US",
        reducedMotion: "reduce",
        ...options,
    });
    context.setDefaultTimeout(60_000);
    const page = await context.newPage();
    const complaints = [];
    page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error.stack ?? error)));
    page.on("request", (request) => {
        const own = request.url().startsWith(options.origin ?? url);
        if (!own && !/^(data|blob):/.test(request.url()))
            complaints.push(`asks for ${request.url()}`);
    });
    t.after(async () => {
        await context.close();
        // The browser also says that a film is not rated yet (404), and that a connection was closed
        // for being idle just as it was used again, after which the page asks once more.
        const usual = /status of 404 \(Not Found\)|ERR_SOCKET_NOT_CONNECTED/;
        const bad = complaints.filter((text) => !expected.test(text) && !usual.test(text));
        assert.deepEqual(bad, []);
    });
    return page;
}

/** What axe finds wrong with the page as it is, by WCAG 2.2 AA and its own rules of thumb. */
export async function axeFindings(page) {
    // The page's policy allows no script from elsewhere; a debugger may all the same.
    await page.evaluate(axeSource);
    const { violations } = await page.evaluate(() =>
        globalThis.axe.run(document, {
            runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        }),
    );
    return violations.flatMap((violation) =>
        violation.nodes.map((node) => `${violation.id}: ${node.target} ${node.failureSummary}`),
    );
}

export const searchBox = (page) => page.locator(".search-input");

let people = 0;

/** A name that nobody has. */
export const newName = (what) => `${what}-${process.pid}-${++people}`;

// Each on a connection of its own: one that is kept may be closed just when it is used again.
const json = { "Content-Type": "application/json", Connection: "close" };

export async function tokensOf(name, password, base = url) {
    const body = new URLSearchParams({ grant_type: "password", username: name, password });
    const response = await fetch(`${base}/oauth/token`, { method: "POST", body });
    assert.equal(response.status, 200, `sign in as ${name}`);
    return response.json();
}

/** Also when the server closed an idle connection just as it was used, as long as that is harmless. */
async function fetchAgain(address, options, tries = 3) {
    try {
        return await fetch(address, options);
    } catch (failed) {
        if (tries === 0 || options.method === "POST") throw failed;
        return fetchAgain(address, options, tries - 1);
    }
}

/** Calls the API as somebody; answers what it says. */
export async function call(token, method, path, body, base = url) {
    const response = await fetchAgain(base + path, {
        method,
        headers: { Authorization: `Bearer ${token}`, ...json },
        body: body && JSON.stringify(body),
    });
    assert.ok(response.ok, `${method} ${path}: ${response.status}`);
    return response.status === 204 ? null : response.json();
}

let adminToken;
export const asAdmin = async (method, path, body) => {
    adminToken ??= tokensOf("admin", adminPassword);
    return call((await adminToken).access_token, method, path, body);
};

/** An account that there was none of before. */
export async function newPerson(base = url) {
    const person = { name: newName("ann"), password: "correct horse battery" };
    const response = await fetch(`${base}/v1/sign-up`, {
        method: "POST",
        headers: json,
        body: JSON.stringify(person),
    });
    assert.equal(response.status, 201);
    return person;
}

/** Fills a form that asks for name and password, and sends it. */
export async function fillSignIn(form, person) {
    await form.getByLabel(/^(Name|用户名)/).fill(person.name);
    await form.getByLabel(/^(Password|密码)$/).fill(person.password);
    await form.locator("button[type=submit]").click();
}

/** Signs in on the page of that; ends at home. */
export async function signIn(page, person, base = url) {
    // A connection that the browser has opened ahead may be too old by now on a busy machine.
    const goThere = () => page.goto(`${base}/sign-in`);
    await goThere().catch(goThere);
    await fillSignIn(page.locator("main"), person);
    await page.waitForURL(`${base}/`);
}

/** The list is still being built when a new server answers first. */
export async function catalogueReady(base = url, films = 60) {
    for (let tries = 0; tries < 600; ++tries) {
        const list = await (await fetch(`${base}/v1/movies?include_total=true&page_size=1`)).json();
        if (!list.degraded && list.total >= films) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error("the list never became complete");
}

async function freePort() {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address();
    server.close();
    await once(server, "close");
    return port;
}

/** A server that the test may stop and start again, at the same address on the same data. */
export async function ownServer(t) {
    const folder = await mkdtemp(join(tmpdir(), "marquee-browser."));
    const port = await freePort();
    const base = `http://127.0.0.1:${port}`;
    let running = null;
    const stop = async () => {
        if (!running) return;
        const ended = once(running, "exit");
        running.kill("SIGKILL");
        await ended;
        running = null;
    };
    const start = async () => {
        const options = ["serve", "--demo-catalogue", "--http-address", `127.0.0.1:${port}`];
        options.push("--database-url", `sqlite://${folder}/marquee.db`);
        options.push("--identity-admin-password", adminPassword);
        // Such variables are settings to the server.
        const env = Object.fromEntries(
            Object.entries(process.env).filter(([name]) => !name.startsWith("MARQUEE_")),
        );
        running = spawn(process.env.MARQUEE_BINARY, options, { env, stdio: "ignore" });
        for (let tries = 0; tries < 600; ++tries) {
            const ready = await fetch(`${base}/readyz`).catch(() => null);
            if (ready?.ok) return;
            assert.equal(running.exitCode, null, "the server has ended");
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        throw new Error("the server does not come up");
    };
    t.after(async () => {
        await stop();
        await rm(folder, { recursive: true, force: true });
    });
    await start();
    return { base, stop, start };
}
