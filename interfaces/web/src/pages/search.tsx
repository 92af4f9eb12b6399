import { useEffect, useId } from "preact/hooks";
import { href, navigate, place } from "../router";
import { decimal } from "../texts/formats";
import { searchText } from "../texts/search";
import { type Facets, FilmList, type FilmQuery, useFilms } from "../ui/film_list";
import { Page } from "../ui/page";
import { announce } from "../ui/toasts";

const kRatings = [9, 8, 7, 6, 5];
const kVotes = [10, 100, 1000];
type Sort = NonNullable<FilmQuery["sort"]>;
const kSorts = ["relevance", "-rating", "-votes", "-year", "year", "title", "-added"] as const;

/** What is searched for and how, as the address has it. */
interface Search {
    q: string;
    genre: string[];
    decade: number | null;
    rating: number | null;
    votes: number | null;
    sort: Sort | null;
}

/** Of a hand-written address what is wrong is left out. */
function search(query: URLSearchParams): Search {
    const number = (name: string, lowest: number, highest: number) => {
        const value = Number(query.get(name) ?? NaN);
        return Number.isFinite(value) && value >= lowest && value <= highest ? value : null;
    };
    const q = (query.get("q") ?? "").trim().slice(0, 500);
    const decade = number("decade", 1870, 9990);
    const votes = number("votes", 0, 1e9);
    const sort = kSorts.find((name) => name === query.get("sort")) ?? null;
    return {
        q,
        genre: [...new Set(query.getAll("genre").filter(Boolean))].slice(0, 10),
        decade: decade === null ? null : Math.floor(decade / 10) * 10,
        rating: number("rating", 1, 10),
        votes: votes === null ? null : Math.floor(votes),
        sort: sort === "relevance" && !q ? null : sort,
    };
}

function asked(search: Search): FilmQuery {
    return {
        q: search.q || undefined,
        genre: search.genre.length ? search.genre : undefined,
        year_from: search.decade ?? undefined,
        year_to: search.decade === null ? undefined : search.decade + 9,
        min_rating: search.rating ?? undefined,
        min_votes: search.votes ?? undefined,
        sort: search.sort ?? undefined,
    };
}

function Choice(props: {
    label: string;
    value: string;
    options: { value: string; label: string }[];
    onChoice: (value: string) => void;
}) {
    const id = useId();
    return (
        <div class="choice">
            <label for={id}>{props.label}</label>
            <select
                id={id}
                value={props.value}
                onChange={(event) => props.onChoice(event.currentTarget.value)}
            >
                {props.options.map(({ value, label }) => (
                    <option key={value} value={value}>
                        {label}
                    </option>
                ))}
            </select>
        </div>
    );
}

/** With what is chosen already, which the facets of a list without films don't have. */
function decades(facets: Facets | undefined, chosen: number | null): number[] {
    const found = new Set((facets?.decade ?? []).map(({ value }) => value));
    if (chosen !== null) found.add(chosen);
    return [...found].sort((a, b) => b - a);
}

function Filters(props: {
    now: Search;
    facets: Facets | undefined;
    change: (part: Partial<Search>) => void;
}) {
    const text = searchText();
    const { now, facets, change } = props;
    const any = (label: string) => ({ value: "", label });
    const number = (value: string) => (value ? Number(value) : null);
    const genres = (facets?.genre ?? []).filter(({ value }) => !now.genre.includes(value));
    return (
        <div class="filters" role="group" aria-label={text.filters}>
            <Choice
                label={text.addGenre}
                value=""
                options={[
                    any(text.anyGenre),
                    ...genres.map(({ value, count }) => ({
                        value,
                        label: text.genreLine(value, count),
                    })),
                ]}
                onChoice={(value) => value && change({ genre: [...now.genre, value] })}
            />
            <Choice
                label={text.decade}
                value={String(now.decade ?? "")}
                options={[
                    any(text.anyDecade),
                    ...decades(facets, now.decade).map((year) => ({
                        value: String(year),
                        label: text.decadeName(year),
                    })),
                ]}
                onChoice={(value) => change({ decade: number(value) })}
            />
            <Choice
                label={text.rating}
                value={String(now.rating ?? "")}
                options={[
                    any(text.anyRating),
                    ...[...new Set([...kRatings, ...(now.rating ? [now.rating] : [])])].map(
                        (score) => ({
                            value: String(score),
                            label: text.atLeastRating(decimal(score)),
                        }),
                    ),
                ]}
                onChoice={(value) => change({ rating: number(value) })}
            />
            <Choice
                label={text.votes}
                value={String(now.votes ?? "")}
                options={[
                    any(text.anyVotes),
                    ...[...new Set([...kVotes, ...(now.votes ? [now.votes] : [])])].map(
                        (count) => ({
                            value: String(count),
                            label: text.atLeastVotes(count),
                        }),
                    ),
                ]}
                onChoice={(value) => change({ votes: number(value) })}
            />
            <Choice
                label={text.sort}
                value={now.sort ?? (now.q ? "relevance" : "-rating")}
                options={kSorts
                    .filter((name) => name !== "relevance" || now.q)
                    .map((name) => ({ value: name, label: text.sorts[name] }))}
                onChoice={(value) => change({ sort: value as Sort })}
            />
        </div>
    );
}

export default function Search() {
    const text = searchText();
    const now = search(place.value.query);
    const query = asked(now);
    const films = useFilms(query);
    const total = films.value?.total;
    const change = (part: Partial<Search>) =>
        navigate(href("search", {}, { ...now, ...part }), { filter: true });
    const filtered = now.genre.length > 0 || now.decade || now.rating || now.votes;

    useEffect(() => {
        if (total !== undefined) announce(text.found(total));
    }, [films.key, total]);

    const title = now.q ? text.titleFor(now.q) : text.title;
    return (
        <Page title={title}>
            <Filters now={now} facets={films.value?.facets} change={change} />
            <div class="found">
                <p>{total === undefined ? "\u00a0" : text.found(total)}</p>
                {now.genre.map((name) => (
                    <button
                        key={name}
                        type="button"
                        class="chip chosen"
                        aria-label={text.remove(name)}
                        onClick={() => change({ genre: now.genre.filter((one) => one !== name) })}
                    >
                        <span dir="auto">{name}</span> <span aria-hidden="true">×</span>
                    </button>
                ))}
                {filtered && (
                    <button
                        type="button"
                        class="link-button"
                        onClick={() =>
                            change({ genre: [], decade: null, rating: null, votes: null })
                        }
                    >
                        {text.clear}
                    </button>
                )}
            </div>
            <FilmList query={query} films={films} />
        </Page>
    );
}
