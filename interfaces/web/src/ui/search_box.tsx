import { useEffect, useId, useRef, useState } from "preact/hooks";
import { answered, api, isAborted } from "../api/client";
import type { components } from "../../generated/api";
import { href, navigate, place } from "../router";
import { searchText } from "../texts/search";
import { announce } from "./toasts";

type Suggestion = components["schemas"]["Suggestions"]["items"][number];

/** Long enough for most to go on typing. */
const kPause = 120;

/** What the server suggests for what was typed; the last answer stays until the next is there. */
function useSuggestions(query: string, wanted: boolean): Suggestion[] {
    const [found, setFound] = useState<Suggestion[]>([]);
    const answers = useRef("");
    useEffect(() => {
        if (!wanted || query === answers.current) return;
        if (!query.trim()) {
            answers.current = query;
            setFound([]);
            return;
        }
        const abort = new AbortController();
        const timer = setTimeout(() => {
            answered(
                api.GET("/v1/suggest", { params: { query: { q: query } }, signal: abort.signal }),
            ).then(
                ({ items }) => {
                    if (abort.signal.aborted) return;
                    answers.current = query;
                    setFound(items);
                    announce(searchText().suggested(items.length));
                },
                (error: unknown) => {
                    // Without suggestions one searches by Enter; that shows what is wrong.
                    if (!isAborted(error)) setFound([]);
                },
            );
        }, kPause);
        return () => {
            clearTimeout(timer);
            abort.abort();
        };
    }, [query, wanted]);
    return found;
}

/** The search box: a combobox whose list has films, and last the search for what was typed. */
export function SearchBox() {
    const text = searchText();
    const id = useId();
    const form = useRef<HTMLFormElement>(null);
    const searched = place.value.page === "search" ? (place.value.query.get("q") ?? "") : "";
    const [query, setQuery] = useState(searched);
    const [open, setOpen] = useState(false);
    /** Where the option leads that the keys are at: another place in the list is still it. */
    const [chosen, setChosen] = useState<string | null>(null);
    const found = useSuggestions(query, open);
    useEffect(() => {
        setQuery(searched);
        setOpen(false);
        setChosen(null);
    }, [searched, place.value.key]);

    const typed = query.trim();
    const options = [
        ...found.map((film) => ({ to: href("movie", { id: film.id }), film })),
        ...(typed ? [{ to: href("search", {}, { q: typed }), film: null }] : []),
    ];
    const active = options.findIndex(({ to }) => to === chosen);
    const shown = open && options.length > 0 && typed !== "";

    const go = (to: string) => {
        setOpen(false);
        navigate(to);
    };
    const move = (step: number) => {
        setOpen(true);
        // -1 is the box itself.
        const next = ((active + 1 + step + options.length + 1) % (options.length + 1)) - 1;
        setChosen(options[next]?.to ?? null);
    };
    const onKeyDown = (event: KeyboardEvent) => {
        if (event.isComposing) return;
        if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            event.preventDefault();
            move(event.key === "ArrowDown" ? 1 : -1);
        } else if (event.key === "Escape" && shown) {
            event.preventDefault();
            setOpen(false);
            setChosen(null);
        }
    };

    return (
        <form
            ref={form}
            class="search-box"
            role="search"
            action="/search"
            onSubmit={(event) => {
                event.preventDefault();
                go((shown && options[active]?.to) || href("search", {}, { q: typed }));
            }}
            onFocusOut={(event) => {
                if (!form.current?.contains(event.relatedTarget as Node | null)) setOpen(false);
            }}
        >
            <input
                type="text"
                inputMode="search"
                enterKeyHint="search"
                name="q"
                class="search-input"
                role="combobox"
                aria-label={text.label}
                aria-autocomplete="list"
                aria-expanded={shown}
                aria-controls={`${id}-list`}
                aria-activedescendant={shown && active >= 0 ? `${id}-${active}` : undefined}
                placeholder={text.placeholder}
                autocomplete="off"
                maxLength={500}
                dir="auto"
                value={query}
                onInput={(event) => {
                    setQuery(event.currentTarget.value);
                    setChosen(null);
                    setOpen(true);
                }}
                onKeyDown={onKeyDown}
            />
            <button type="submit" class="search-submit" aria-label={text.submit}>
                <svg viewBox="0 0 20 20" aria-hidden="true">
                    <circle cx="8.5" cy="8.5" r="5.5" />
                    <path d="M13 13l4.5 4.5" />
                </svg>
            </button>
            <ul
                id={`${id}-list`}
                class="suggestions"
                role="listbox"
                aria-label={text.suggestions}
                hidden={!shown}
            >
                {options.map(({ to, film }, index) => (
                    <li
                        key={to}
                        id={`${id}-${index}`}
                        class="suggestion"
                        role="option"
                        aria-selected={index === active}
                        // Before the box loses the focus, which would close the list.
                        onMouseDown={(event) => event.preventDefault()}
                        onClick={() => go(to)}
                    >
                        {film ? (
                            <>
                                <span class="suggestion-title" dir="auto">
                                    {film.title}
                                </span>
                                {film.release_year && (
                                    <span class="suggestion-year">{film.release_year}</span>
                                )}
                            </>
                        ) : (
                            <span class="suggestion-all" dir="auto">
                                {text.allResults(typed)}
                            </span>
                        )}
                    </li>
                ))}
            </ul>
        </form>
    );
}
