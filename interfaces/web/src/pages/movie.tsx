import { useState } from "preact/hooks";
import type { components } from "../../generated/api";
import { answered, api } from "../api/client";
import { Problem } from "../api/problem";
import { may } from "../api/roles";
import { href, place } from "../router";
import { filmText } from "../texts/film";
import { decimal } from "../texts/formats";
import { shellText } from "../texts/shell";
import { Failure } from "../ui/failure";
import { Histogram } from "../ui/histogram";
import { useLoaded } from "../ui/loaded";
import { useOwnRating } from "../ui/own_rating";
import { Page } from "../ui/page";
import { Poster } from "../ui/poster";
import { Rate } from "../ui/rate";
import { Stars } from "../ui/stars";

type Film = components["schemas"]["Movie"];

/** Of a long cast, how many are shown at first. */
const kCast = 12;

/** Where films have a page by which of our external ids. */
const kElsewhere: Record<string, { name: string; url: (id: string) => string }> = {
    imdb: { name: "IMDb", url: (id) => `https://www.imdb.com/title/${encodeURIComponent(id)}/` },
    tmdb: {
        name: "TMDB",
        url: (id) => `https://www.themoviedb.org/movie/${encodeURIComponent(id)}`,
    },
    movielens: {
        name: "MovieLens",
        url: (id) => `https://movielens.org/movies/${encodeURIComponent(id)}`,
    },
};

function PersonLink(props: { name: string }) {
    return (
        <a href={href("person", {}, { name: props.name })} dir="auto">
            {props.name}
        </a>
    );
}

function Cast(props: { cast: Film["cast"] }) {
    const text = filmText();
    const [all, setAll] = useState(false);
    const shown = all ? props.cast : props.cast.slice(0, kCast);
    return (
        <section class="film-section">
            <h2>{text.cast}</h2>
            <ul class="cast">
                {shown.map(({ name, role }, index) => (
                    <li key={index}>
                        <PersonLink name={name} />
                        {role && (
                            <span class="soft" dir="auto">
                                {text.role(role)}
                            </span>
                        )}
                    </li>
                ))}
            </ul>
            {shown.length < props.cast.length && (
                <button type="button" class="button" onClick={() => setAll(true)}>
                    {text.allCast(props.cast.length)}
                </button>
            )}
        </section>
    );
}

function Facts(props: { film: Film }) {
    const text = filmText();
    const { film } = props;
    const links = Object.entries(film.external_ids).flatMap(([provider, id]) => {
        const known = kElsewhere[provider];
        return known ? [{ name: known.name, url: known.url(String(id)) }] : [];
    });
    return (
        <dl class="facts">
            {film.directors.length > 0 && (
                <>
                    <dt>{text.directors}</dt>
                    <dd class="names">
                        {film.directors.map((name) => (
                            <PersonLink key={name} name={name} />
                        ))}
                    </dd>
                </>
            )}
            {film.original_title && film.original_title !== film.title && (
                <>
                    <dt>{text.original}</dt>
                    <dd dir="auto">{film.original_title}</dd>
                </>
            )}
            {film.alternative_titles.length > 0 && (
                <>
                    <dt>{text.alternative}</dt>
                    {film.alternative_titles.map((title) => (
                        <dd key={title} dir="auto">
                            {title}
                        </dd>
                    ))}
                </>
            )}
            {film.keywords.length > 0 && (
                <>
                    <dt>{text.keywords}</dt>
                    <dd dir="auto">{film.keywords.join(", ")}</dd>
                </>
            )}
            {links.length > 0 && (
                <>
                    <dt>{text.elsewhere}</dt>
                    <dd class="names">
                        {links.map(({ name, url }) => (
                            <a key={name} href={url} rel="noreferrer">
                                {name}
                            </a>
                        ))}
                    </dd>
                </>
            )}
        </dl>
    );
}

function Ratings(props: { film: Film }) {
    const text = filmText();
    const { film } = props;
    const own = useOwnRating(film.id, film.rating);
    const summary = own.summary;
    const rated =
        summary && summary.average !== null ? { ...summary, average: summary.average } : null;
    return (
        <section class="panel ratings" aria-label={text.ratings}>
            <div class="ratings-head">
                {rated ? (
                    <>
                        <p class="ratings-average">
                            <b>{decimal(rated.average)}</b>{" "}
                            <span class="soft">{text.outOfTen}</span>
                        </p>
                        <p class="ratings-count">
                            <Stars score={rated.average} large />
                            <span class="soft">{text.count(rated.count)}</span>
                        </p>
                    </>
                ) : (
                    <p class="ratings-average soft">
                        {film.degraded?.includes("rating") ? text.degradedRating : text.unrated}
                    </p>
                )}
            </div>
            <Histogram
                counts={summary?.histogram ?? Array<number>(10).fill(0)}
                own={own.score}
                caption={text.histogram}
            />
            {rated && rated.weighted !== null && (
                <details class="weighted">
                    <summary>{text.weightedIs(rated.weighted)}</summary>
                    <p>{text.weightedWhy(rated.average, rated.count, rated.weighted)}</p>
                </details>
            )}
            <Rate score={own.score} busy={own.busy} onChoose={own.choose} />
        </section>
    );
}

function Shown(props: { film: Film }) {
    const text = filmText();
    const { film } = props;
    return (
        <Page
            title={text.titleWithYear(film.title, film.release_year)}
            heading={film.title}
            class={film.title.length > 80 ? "film long-title" : "film"}
        >
            <p class="film-line">
                <span>{film.release_year ?? text.yearUnknown}</span>
                {film.runtime_minutes && <span>{text.runtime(film.runtime_minutes)}</span>}
                {film.genres.map((genre) => (
                    <a key={genre} class="chip" dir="auto" href={href("search", {}, { genre })}>
                        {genre}
                    </a>
                ))}
            </p>
            {may("editor") && (
                <p>
                    <a class="button" href={href("editMovie", { id: film.id })}>
                        {text.edit}
                    </a>
                </p>
            )}
            {film.degraded?.includes("metadata") && <p class="note">{text.degradedMetadata}</p>}
            <div class="film-body">
                <div class="film-poster">
                    <Poster
                        title={film.title}
                        url={film.poster_url}
                        year={film.release_year}
                        eager
                    />
                </div>
                <div class="film-text">
                    <p class="film-description" dir="auto">
                        {film.description ?? <span class="soft">{text.noDescription}</span>}
                    </p>
                    <Facts film={film} />
                </div>
                <Ratings film={film} />
            </div>
            {film.cast.length > 0 && <Cast cast={film.cast} />}
        </Page>
    );
}

function Gone() {
    const text = filmText();
    return (
        <Page title={text.goneTitle} class="narrow">
            <p>{text.goneBody}</p>
            <p>
                <a class="button" href={href("search")}>
                    {shellText().films}
                </a>
            </p>
        </Page>
    );
}

function Loading(props: { id: string }) {
    const { value, error, again } = useLoaded(`film ${props.id}`, (signal) =>
        answered(api.GET("/v1/movies/{id}", { params: { path: { id: props.id } }, signal })),
    );
    if (value) return <Shown film={value} />;
    if (error instanceof Problem && [400, 404].includes(error.status)) return <Gone />;
    if (error) {
        return (
            <Page title={shellText().name} class="narrow">
                <Failure error={error} again={again} />
            </Page>
        );
    }
    return <p class="page loading">{shellText().loading}</p>;
}

export default function Movie() {
    const id = place.value.params["id"] ?? "";
    return <Loading key={id} id={id} />;
}
