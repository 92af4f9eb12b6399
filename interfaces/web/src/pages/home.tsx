import { answered, api } from "../api/client";
import { href } from "../router";
import { whole } from "../texts/formats";
import { homeText } from "../texts/home";
import { searchText } from "../texts/search";
import { Failure } from "../ui/failure";
import { FilmCard } from "../ui/film_card";
import { useLoaded } from "../ui/loaded";
import { Page } from "../ui/page";

type Sort = "-rating" | "-votes" | "-added";
const kShelf = 12;
/** As many as have room on a line of a wide window, where room is kept for just one. */
const kGenres = 8;

function useChart(sort: Sort) {
    return useLoaded(`chart ${sort}`, (signal) =>
        answered(api.GET("/v1/movies", { params: { query: { sort, page_size: kShelf } }, signal })),
    );
}

function Shelf(props: {
    title: string;
    sort: Sort;
    ranked?: boolean;
    chart: ReturnType<typeof useChart>;
}) {
    const text = homeText();
    const { value, error, again } = props.chart;
    const films = value?.items;
    return (
        <section class="shelf" aria-label={props.title}>
            <div class="shelf-head">
                <h2>{props.title}</h2>
                <a
                    href={href("search", {}, { sort: props.sort })}
                    aria-label={text.allOf(props.title)}
                >
                    {text.all}
                </a>
            </div>
            {value?.degraded && <p class="note">{searchText().degraded}</p>}
            {error && !films ? (
                <Failure error={error} again={again} />
            ) : (
                <ul class="shelf-films" aria-busy={!films}>
                    {films
                        ? films.map((film, index) => (
                              <li key={film.id}>
                                  <FilmCard
                                      heading="h3"
                                      film={film}
                                      rank={props.ranked ? index + 1 : undefined}
                                      eager={index < 6}
                                  />
                              </li>
                          ))
                        : Array.from({ length: kShelf }, (_, index) => (
                              <li key={index} class="card-ghost" />
                          ))}
                </ul>
            )}
        </section>
    );
}

function Genres() {
    const text = homeText();
    const { value } = useLoaded("genres", (signal) => answered(api.GET("/v1/genres", { signal })));
    const most = [...(value?.items ?? [])].sort((a, b) => b.count - a.count).slice(0, kGenres);
    return (
        <nav class="chips" aria-label={text.genres}>
            {most.map((genre) => (
                <a key={genre.name} class="chip" href={href("search", {}, { genre: genre.name })}>
                    <span dir="auto">{genre.name}</span>{" "}
                    <span class="soft">{whole(genre.count)}</span>
                </a>
            ))}
        </nav>
    );
}

export default function Home() {
    const text = homeText();
    const best = useChart("-rating");
    const most = useChart("-votes");
    const added = useChart("-added");
    const empty = added.value?.items.length === 0 && !added.value.degraded;
    return (
        <Page title="Marquee" heading={text.heading} class="home">
            <Genres />
            {empty ? (
                <div>
                    <p>{text.empty}</p>
                    <p class="soft">{text.emptyAdvice}</p>
                </div>
            ) : (
                <>
                    <Shelf title={text.best} sort="-rating" chart={best} ranked />
                    <Shelf title={text.most} sort="-votes" chart={most} ranked />
                    <Shelf title={text.added} sort="-added" chart={added} />
                </>
            )}
        </Page>
    );
}
