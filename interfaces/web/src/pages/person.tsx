import { place } from "../router";
import { searchText } from "../texts/search";
import { FilmList, type FilmQuery, useFilms } from "../ui/film_list";
import { Page } from "../ui/page";
import NotFound from "./not_found";

function Films(props: { name: string }) {
    const query: FilmQuery = { person: props.name, sort: "-year" };
    const films = useFilms(query);
    const total = films.value?.total;
    return (
        <Page title={props.name}>
            <p class="soft">{total === undefined ? "\u00a0" : searchText().personFilms(total)}</p>
            <FilmList query={query} films={films} />
        </Page>
    );
}

/** A director or actor, who is known by the films alone. */
export default function Person() {
    const name = place.value.query.get("name")?.trim().slice(0, 200);
    return name ? <Films key={name} name={name} /> : <NotFound />;
}
