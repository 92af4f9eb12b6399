import { signal } from "@preact/signals";
import pages from "./pages.json";

export type PageName = keyof typeof pages;

/** Where the visitor is. */
export interface Place {
    /** Null where there is no page. */
    page: PageName | null;
    params: Record<string, string>;
    query: URLSearchParams;
    /** Names this entry of the browser's history. */
    key: string;
}

function match(pattern: string, path: string): Record<string, string> | null {
    const wanted = pattern.split("/");
    const parts = path.split("/");
    if (wanted.length !== parts.length) return null;
    const params: Record<string, string> = {};
    for (const [index, part] of parts.entries()) {
        const name = /^\{(.+)\}$/.exec(wanted[index]!)?.[1];
        if (!name && part !== wanted[index]) return null;
        if (!name) continue;
        try {
            params[name] = decodeURIComponent(part);
        } catch {
            return null;
        }
    }
    return params;
}

function find(path: string): Pick<Place, "page" | "params"> {
    // A literal address goes before one with a name in it.
    const rows = Object.entries(pages).sort(
        ([, a], [, b]) => a.split("{").length - b.split("{").length,
    );
    for (const [page, pattern] of rows) {
        const params = match(pattern, path);
        if (params) return { page: page as PageName, params };
    }
    return { page: null, params: {} };
}

interface Entry {
    key: string;
    scroll?: number;
}

function entry(): Entry {
    const state = history.state as Entry | null;
    if (state?.key) return state;
    const made = { key: crypto.randomUUID?.() ?? String(Math.random()) };
    history.replaceState(made, "");
    return made;
}

/** The address of what is shown. */
let shown = "";

function here(): Place {
    shown = location.href;
    return {
        ...find(location.pathname),
        query: new URLSearchParams(location.search),
        key: entry().key,
    };
}

export const place = signal<Place>(here());

/** Whether the next page takes the focus to its heading: not the first, which the browser showed. */
let focusWanted = false;

export function takeFocus(): boolean {
    const wanted = focusWanted;
    focusWanted = false;
    return wanted;
}

let asks: (() => boolean) | null = null;

/** Until the answer is called, `ask` says whether the page may be left for another one. */
export function askBeforeLeaving(ask: () => boolean): () => void {
    asks = ask;
    return () => {
        if (asks === ask) asks = null;
    };
}

type Query = Record<string, string | number | readonly string[] | null | undefined>;

/** The address of a page. What is null, empty or undefined in `query` is left out. */
export function href(
    page: PageName,
    params: Record<string, string> = {},
    query: Query = {},
): string {
    const path = pages[page].replace(/\{(.+?)\}/g, (_, name: string) =>
        encodeURIComponent(params[name] ?? ""),
    );
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
        for (const one of Array.isArray(value) ? value : [value]) {
            if (one !== null && one !== undefined && one !== "") search.append(name, String(one));
        }
    }
    return search.size ? `${path}?${search}` : path;
}

/**
 * `replace`: in place of this entry of the history. `filter`: on the same page, of which something
 * else is shown. With either of them focus and scroll stay.
 */
export function navigate(to: string, options: { replace?: boolean; filter?: boolean } = {}) {
    if (options.filter) {
        rememberScroll();
        history.pushState(null, "", to);
        place.value = here();
        return;
    }
    if (options.replace) {
        history.replaceState(entry(), "", to);
        place.value = here();
        return;
    }
    if (asks && !asks()) return;
    rememberScroll();
    history.pushState(null, "", to);
    arrive(0);
}

function arrive(scroll: number) {
    focusWanted = true;
    place.value = here();
    scrollWhenPossible(scroll);
}

function rememberScroll() {
    history.replaceState({ ...entry(), scroll: window.scrollY }, "");
}

/** Content that is still being drawn or loaded may not reach as far down yet. */
function scrollWhenPossible(target: number) {
    const until = performance.now() + 2000;
    let stopped = false;
    const stop = () => (stopped = true);
    for (const gesture of ["wheel", "touchstart", "keydown"]) {
        addEventListener(gesture, stop, { once: true, passive: true });
    }
    const step = () => {
        if (stopped) return;
        window.scrollTo({ top: target, behavior: "instant" });
        if (Math.abs(window.scrollY - target) > 1 && performance.now() < until)
            requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
}

/** A link within the page that nothing special is to be done with: another tab, a download. */
function plainLink(event: MouseEvent): HTMLAnchorElement | null {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey) return null;
    if (event.shiftKey || event.altKey) return null;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || link.target || link.hasAttribute("download")) return null;
    return link.origin === location.origin && find(link.pathname).page ? link : null;
}

/** From here on links between pages are followed without loading the document anew. */
export function startRouter() {
    history.scrollRestoration = "manual";
    document.addEventListener("click", (event) => {
        const link = plainLink(event);
        if (!link || (link.hash && link.pathname === location.pathname)) return;
        event.preventDefault();
        navigate(link.pathname + link.search + link.hash);
    });
    addEventListener("popstate", () => {
        // The browser has gone already: back to the page that stays.
        if (asks && !asks()) history.pushState(null, "", shown);
        else arrive(entry().scroll ?? 0);
    });
    let waiting = 0;
    addEventListener("scroll", () => {
        clearTimeout(waiting);
        waiting = window.setTimeout(rememberScroll, 100);
    });
    addEventListener("pagehide", rememberScroll);
    const scroll = entry().scroll;
    if (scroll) scrollWhenPossible(scroll);
}
