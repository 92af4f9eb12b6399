import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { operations } from "../../generated/api";
import { answered, api, isAborted } from "../api/client";
import { place } from "../router";
import { language } from "../texts/catalogue";
import { searchText } from "../texts/search";
import { Failure } from "./failure";
import { type Film, FilmChunk } from "./film_card";
import { useLoaded } from "./loaded";
import { announce } from "./toasts";

export type FilmQuery = NonNullable<operations["listMovies"]["parameters"]["query"]>;
export type Facets = {
    genre?: { value: string; count: number }[];
    decade?: { value: number; count: number }[];
};

/** The pages of a list that were loaded so far. */
export interface FilmPages {
    chunks: readonly (readonly Film[])[];
    token: string | undefined;
    total: number | undefined;
    facets: Facets | undefined;
    degraded: boolean;
}

/** Divisible by 2 to 5, the numbers of columns. */
const kPage = 60;

/** The list of a query, kept for the way back to this place in the history. */
export function useFilms(query: FilmQuery) {
    const key = `films ${place.value.key} ${JSON.stringify(query)}`;
    const list = useLoaded<FilmPages>(key, async (signal) => {
        const asked = {
            ...query,
            page_size: kPage,
            include_total: true,
            facets: "genre,decade" as const,
        };
        const page = await answered(api.GET("/v1/movies", { params: { query: asked }, signal }));
        return {
            chunks: [page.items],
            token: page.next_page_token,
            total: page.total,
            facets: page.facets,
            degraded: page.degraded !== undefined,
        };
    });
    return { ...list, key };
}

/** The films of a list, of which more are loaded as the visitor comes near the end. */
export function FilmList(props: { query: FilmQuery; films: ReturnType<typeof useFilms> }) {
    const text = searchText();
    const { query, films } = props;
    const pages = films.value;
    const [busy, setBusy] = useState(false);
    const [error, setError] = useState<unknown>(null);
    const end = useRef<HTMLDivElement>(null);
    const list = useRef<HTMLDivElement>(null);

    useEffect(() => {
        setBusy(false);
        setError(null);
    }, [films.key]);

    const loadMore = async () => {
        if (!pages?.token || busy) return;
        setBusy(true);
        setError(null);
        const asked = { ...query, page_size: kPage, page_token: pages.token };
        try {
            const page = await answered(api.GET("/v1/movies", { params: { query: asked } }));
            films.put({
                ...pages,
                chunks: [...pages.chunks, page.items],
                token: page.next_page_token,
            });
            announce(text.loadedMore(page.items.length));
        } catch (failed) {
            if (!isAborted(failed)) setError(failed);
        }
        setBusy(false);
    };

    // What is on the screen soon is loaded now; after a failure only when asked to.
    const latest = useRef(loadMore);
    latest.current = loadMore;
    const token = pages?.token;
    useEffect(() => {
        if (!token || error || !end.current) return;
        const observer = new IntersectionObserver(
            ([entry]) => entry?.isIntersecting && void latest.current(),
            { rootMargin: "1200px" },
        );
        observer.observe(end.current);
        return () => observer.disconnect();
    }, [token, error]);

    // All whole chunks are as high as the first: with that known, what isn't drawn has its height.
    useLayoutEffect(() => {
        const first = list.current?.firstElementChild;
        if (!(first instanceof HTMLElement)) return;
        const observer = new ResizeObserver(() => {
            if (first.childElementCount === kPage) {
                list.current?.style.setProperty(
                    "--chunk",
                    `${first.getBoundingClientRect().height - 12}px`,
                );
            }
        });
        observer.observe(first);
        return () => observer.disconnect();
    }, [films.key, pages !== undefined]);

    if (!pages) {
        if (films.error) return <Failure error={films.error} again={films.again} />;
        return (
            <div class="film-chunk" aria-busy="true">
                {Array.from({ length: 20 }, (_, index) => (
                    <div key={index} class="card-ghost" />
                ))}
            </div>
        );
    }
    const shown = pages.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    return (
        <div>
            {pages.degraded && <p class="note">{text.degraded}</p>}
            {shown === 0 ? (
                <div class="nothing">
                    <p>{text.nothing}</p>
                    <p class="soft">{text.nothingAdvice}</p>
                </div>
            ) : (
                <div ref={list} role="list">
                    {pages.chunks.map((chunk, index) => (
                        <FilmChunk key={index} films={chunk} language={language.value} />
                    ))}
                </div>
            )}
            <div ref={end} class="list-end">
                {error !== null && <Failure error={error} />}
                {pages.token ? (
                    <button type="button" class="button" onClick={loadMore} aria-disabled={busy}>
                        {text.more}
                    </button>
                ) : (
                    shown > 0 && <p class="soft">{text.end(shown)}</p>
                )}
            </div>
        </div>
    );
}
