import { useEffect, useId, useMemo, useState } from "preact/hooks";
import { isAborted } from "../api/client";
import { ownRatings, type OwnRating } from "../api/own_data";
import { href, navigate, place } from "../router";
import { language } from "../texts/catalogue";
import { filmText } from "../texts/film";
import { date } from "../texts/formats";
import { myRatingsText } from "../texts/my_ratings";
import { Failure } from "../ui/failure";
import { Histogram } from "../ui/histogram";
import { recall, remember } from "../ui/loaded";
import { Page } from "../ui/page";
import { Poster } from "../ui/poster";
import { SignedIn } from "../ui/signed_in";
import { Stars } from "../ui/stars";

const kSorts = ["newest", "oldest", "best", "worst", "title", "year"] as const;
type Sort = (typeof kSorts)[number];
/** As many rows are drawn, or not, at once. */
const kChunk = 50;

const titleOf = (rating: OwnRating) => rating.film?.title ?? rating.id;

function sorted(ratings: readonly OwnRating[], sort: Sort): OwnRating[] {
    const compare = new Intl.Collator(language.value).compare;
    const orders: Record<Sort, (a: OwnRating, b: OwnRating) => number> = {
        newest: (a, b) => b.ratedAt.localeCompare(a.ratedAt),
        oldest: (a, b) => a.ratedAt.localeCompare(b.ratedAt),
        best: (a, b) => b.score - a.score,
        worst: (a, b) => a.score - b.score,
        title: (a, b) => compare(titleOf(a), titleOf(b)),
        year: (a, b) => (b.film?.release_year ?? 0) - (a.film?.release_year ?? 0),
    };
    return [...ratings].sort(orders[sort]);
}

/** All of them: sorting and filtering need that. What comes is shown as it comes. */
function useOwnRatings(who: string) {
    const key = `ratings of ${who}`;
    const [ratings, setRatings] = useState<readonly OwnRating[]>(recall(key) ?? []);
    const [loading, setLoading] = useState(true);
    const [error, setError] = useState<unknown>(null);
    const [tries, setTries] = useState(0);
    useEffect(() => {
        const abort = new AbortController();
        const load = async () => {
            let all: OwnRating[] = [];
            for await (const page of ownRatings(abort.signal)) {
                all = [...all, ...page];
                // What was known before stays until there is more.
                if (all.length >= (recall<OwnRating[]>(key)?.length ?? 0)) setRatings(all);
            }
            remember(key, all);
            setRatings(all);
        };
        setLoading(true);
        setError(null);
        load().then(
            () => !abort.signal.aborted && setLoading(false),
            (failed: unknown) => {
                if (isAborted(failed) || abort.signal.aborted) return;
                setLoading(false);
                setError(failed);
            },
        );
        return () => abort.abort();
    }, [key, tries]);
    return { ratings, loading, error, again: () => setTries(tries + 1) };
}

function Row(props: { rating: OwnRating }) {
    const text = myRatingsText();
    const { rating } = props;
    const { film } = rating;
    return (
        <li class="rated">
            <div class="rated-poster">
                <Poster title={titleOf(rating)} url={film?.poster_url ?? null} />
            </div>
            <div class="rated-film">
                <a class="rated-title" dir="auto" href={href("movie", { id: rating.id })}>
                    {titleOf(rating)}
                </a>
                <span class="soft">{film?.release_year}</span>
            </div>
            <span class="rated-score">
                <Stars score={rating.score} />
                <span class="visually-hidden">
                    {text.yours(filmText().stars(rating.score), rating.score)}
                </span>
                <b aria-hidden="true">{rating.score}</b>
            </span>
            <time class="rated-date soft" dateTime={rating.ratedAt}>
                {text.ratedAt(date(rating.ratedAt))}
            </time>
        </li>
    );
}

function Rows(props: { ratings: OwnRating[] }) {
    const chunks = useMemo(() => {
        const made: OwnRating[][] = [];
        for (let from = 0; from < props.ratings.length; from += kChunk) {
            made.push(props.ratings.slice(from, from + kChunk));
        }
        return made;
    }, [props.ratings]);
    return (
        <div>
            {chunks.map((chunk, index) => (
                <ul key={index} class="rated-chunk" style={{ "--rows": String(chunk.length) }}>
                    {chunk.map((rating) => (
                        <Row key={rating.id} rating={rating} />
                    ))}
                </ul>
            ))}
        </div>
    );
}

function Ratings(props: { who: string }) {
    const text = myRatingsText();
    const id = useId();
    const { ratings, loading, error, again } = useOwnRatings(props.who);
    const { query } = place.value;
    const sort = kSorts.find((name) => name === query.get("sort")) ?? "newest";
    const score = Number(query.get("score")) || null;
    const words = query.get("title") ?? "";
    const change = (part: Record<string, string | number | null>) =>
        navigate(href("myRatings", {}, { sort: query.get("sort"), score, title: words, ...part }), {
            replace: true,
        });
    const shown = useMemo(() => {
        const wanted = words.trim().toLocaleLowerCase();
        const fits = (rating: OwnRating) =>
            (score === null || rating.score === score) &&
            (!wanted || titleOf(rating).toLocaleLowerCase().includes(wanted));
        return sorted(ratings.filter(fits), sort);
    }, [ratings, sort, score, words, language.value]);

    const counts = Array<number>(10).fill(0);
    for (const rating of ratings) counts[rating.score - 1]! += 1;
    const average = ratings.reduce((sum, rating) => sum + rating.score, 0) / ratings.length;

    return (
        <Page title={text.title}>
            {error !== null && <Failure error={error} again={again} />}
            {ratings.length === 0 ? (
                loading ? (
                    <p class="loading">{text.loading(0)}</p>
                ) : (
                    error === null && (
                        <div class="nothing">
                            <p>{text.none}</p>
                            <p class="soft">{text.noneAdvice}</p>
                            <p>
                                <a class="button primary" href={href("search")}>
                                    {text.find}
                                </a>
                            </p>
                        </div>
                    )
                )
            ) : (
                <>
                    <section class="panel own-summary" aria-label={text.distribution}>
                        <p role="status">
                            {loading
                                ? text.loading(ratings.length)
                                : text.summary(ratings.length, average)}
                        </p>
                        <Histogram counts={counts} caption={text.distribution} own={score} />
                    </section>
                    <div class="filters" role="group" aria-label={text.title}>
                        <div class="choice">
                            <label for={`${id}-title`}>{text.filter}</label>
                            <input
                                id={`${id}-title`}
                                type="text"
                                dir="auto"
                                value={words}
                                onInput={(event) => change({ title: event.currentTarget.value })}
                            />
                        </div>
                        <div class="choice">
                            <label for={`${id}-score`}>{text.score}</label>
                            <select
                                id={`${id}-score`}
                                value={String(score ?? "")}
                                onChange={(event) =>
                                    change({ score: Number(event.currentTarget.value) || null })
                                }
                            >
                                <option value="">{text.anyScore}</option>
                                {[10, 9, 8, 7, 6, 5, 4, 3, 2, 1].map((one) => (
                                    <option key={one} value={String(one)}>
                                        {text.yours(filmText().stars(one), one)}
                                    </option>
                                ))}
                            </select>
                        </div>
                        <div class="choice">
                            <label for={`${id}-sort`}>{text.sort}</label>
                            <select
                                id={`${id}-sort`}
                                value={sort}
                                onChange={(event) => change({ sort: event.currentTarget.value })}
                            >
                                {kSorts.map((name) => (
                                    <option key={name} value={name}>
                                        {text.sorts[name]}
                                    </option>
                                ))}
                            </select>
                        </div>
                    </div>
                    <p class="soft" role="status">
                        {shown.length ? text.shown(shown.length) : text.nothing}
                    </p>
                    <Rows ratings={shown} />
                </>
            )}
        </Page>
    );
}

export default function MyRatings() {
    const text = myRatingsText();
    return (
        <SignedIn title={text.title} why={text.needed}>
            {(who) => <Ratings key={who.id} who={who.id} />}
        </SignedIn>
    );
}
