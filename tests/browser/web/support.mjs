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
 * What the browser says of a connection that was closed for being idle just as it was used again,
 * or was opened ahead and not used in time: the page asks once more, and so does goto() here.
 */
const wornOut = /net::ERR_(SOCKET_NOT_CONNECTED|CONNECTION_RESET|CONNECTION_CLOSED|EMPTY_RESPONSE)/;

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
    const goto = page.goto.bind(page);
    page.goto = (...where) =>
        goto(...where).catch((failed) => {
            if (!wornOut.test(String(failed))) throw failed;
            return goto(...where);
        });
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
        // The browser also says that a film is not rated yet (404).
        const usual = [expected, wornOut, /status of 404 \(Not Found\)/];
        const bad = complaints.filter((text) => !usual.some((one) => one.test(text)));
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
    const headers = { Connection: "close" };
    const response = await fetch(`${base}/oauth/token`, { method: "POST", headers, body });
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
    await page.goto(`${base}/sign-in`);
    await fillSignIn(page.locator("main"), person);
    await page.waitForURL(`${base}/`);
}

/** Waits until that is so; the limit of time of all tests is the only one. */
export async function until(isSo) {
    while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 100));
}

/** The list is still being built when a new server answers first. */
export const catalogueReady = (base = url, films = 60) =>
    until(async () => {
        const list = await (await fetch(`${base}/v1/movies?include_total=true&page_size=1`)).json();
        return !list.degraded && list.total >= films;
    });

/** One that the system gives to no connection of its own accord: while the server is away. */
async function freePort() {
    for (;;) {
        const port = 20_000 + Math.floor(Math.random() * 12_000);
        const server = createServer().listen(port, "127.0.0.1");
        const isFree = await once(server, "listening").then(
            () => true,
            () => false,
        );
        if (!isFree) continue;
        server.close();
        await once(server, "close");
        return port;
    }
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
        await until(async () => {
            assert.equal(running.exitCode, null, "the server has ended");
            return (await fetch(`${base}/readyz`).catch(() => null))?.ok;
        });
    };
    t.after(async () => {
        await stop();
        await rm(folder, { recursive: true, force: true });
    });
    await start();
    return { base, stop, start };
}
