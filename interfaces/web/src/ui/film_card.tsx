import { memo } from "preact/compat";
import type { components } from "../../generated/api";
import { href } from "../router";
import { filmText } from "../texts/film";
import { decimal, whole } from "../texts/formats";
import { Poster } from "./poster";
import { Stars } from "./stars";

export type Film = components["schemas"]["Movie"];

/**
 * A film in few words, as lists have it: a link. `rank` is its place in a chart; `heading` goes below
 * the heading of what the list is in.
 */
export function FilmCard(props: {
    film: Film;
    heading: "h2" | "h3";
    rank?: number;
    eager?: boolean;
}) {
    const { film, rank, heading: Heading } = props;
    const text = filmText();
    const rating = film.rating;
    return (
        <article class="card">
            <a class="card-link" href={href("movie", { id: film.id })}>
                <div class="card-poster">
                    <Poster
                        title={film.title}
                        url={film.poster_url}
                        year={film.release_year}
                        eager={props.eager}
                    />
                    {rank !== undefined && (
                        <span class="card-rank" aria-hidden="true">
                            {rank}
                        </span>
                    )}
                </div>
                <Heading class="card-title" dir="auto">
                    {film.title}
                </Heading>
            </a>
            <p class="card-line">
                {film.release_year ?? text.yearUnknown}
                {film.genres.length > 0 && ` · ${film.genres.slice(0, 2).join(", ")}`}
            </p>
            {rating?.average != null ? (
                <p class="card-line card-rating">
                    <Stars score={rating.average} />
                    <span>
                        <span class="visually-hidden">{text.averageIs}</span>
                        <b>{decimal(rating.average)}</b>{" "}
                        <span class="soft">({whole(rating.count)})</span>
                    </span>
                </p>
            ) : (
                <p class="card-line card-rating soft">{text.unrated}</p>
            )}
        </article>
    );
}

/** Some films of a long list; not drawn again while the list grows. */
export const FilmChunk = memo(function FilmChunk(props: {
    films: readonly Film[];
    language: string;
}) {
    return (
        <div class="film-chunk" role="presentation">
            {props.films.map((film) => (
                <div key={film.id} role="listitem">
                    <FilmCard film={film} heading="h2" />
                </div>
            ))}
        </div>
    );
});
