// What holds for every page of editors and administrators: it passes axe, and fits its window.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import {
    adminPassword,
    axeFindings,
    catalogueReady,
    desktop,
    newPage,
    phone,
    signIn,
    url,
} from "./support.mjs";

const admin = { name: "admin", password: adminPassword };
before(() => catalogueReady());

describe("pages of staff pass axe and fit", { concurrency: 4 }, () => {
    const pages = [
        ["/edit", ".editor"],
        ["/edit/imdb:tt0111161", ".editor"],
        ["/admin", ".charts"],
        ["/admin/accounts", ".account-row"],
        ["/admin/settings", ".setting"],
        ["/admin/imports", "#import-files"],
    ];
    for (const [size, viewport] of Object.entries({ phone, desktop })) {
        for (const locale of ["en-US", "zh-CN"]) {
            for (const colorScheme of ["light", "dark"]) {
                test(`${size}, ${locale}, ${colorScheme}`, async (t) => {
                    const page = await newPage(t, { viewport, locale, colorScheme });
                    await signIn(page, admin);
                    for (const [path, there] of pages) {
                        await page.goto(url + path);
                        await page.locator(there).first().waitFor();
                        assert.deepEqual(await axeFindings(page), [], path);
                        const tooWide = await page.evaluate(
                            () =>
                                document.documentElement.scrollWidth -
                                document.documentElement.clientWidth,
                        );
                        assert.equal(tooWide, 0, `${path} is too wide`);
                    }
                });
            }
        }
    }
});
