import { useState } from "preact/hooks";
import { answered, api } from "../api/client";
import { Problem } from "../api/problem";
import { href, navigate, place } from "../router";
import { editorText } from "../texts/editor";
import { shellText } from "../texts/shell";
import { Dialog } from "../ui/dialog";
import { Conflict } from "../ui/editor/conflict";
import { differences, type Draft, isChanged, written } from "../ui/editor/draft";
import { FilmForm } from "../ui/editor/film_form";
import { isConflict, load, replace, type Stored } from "../ui/editor/stored_film";
import { Failure } from "../ui/failure";
import { ForRole } from "../ui/for_role";
import { forgetAll, useLoaded } from "../ui/loaded";
import { Page } from "../ui/page";
import { toast } from "../ui/toasts";

function Removal(props: { film: Stored; onClose: () => void; onGone: () => void }) {
    const text = editorText();
    const [error, setError] = useState<unknown>(null);
    const [busy, setBusy] = useState(false);
    const remove = async () => {
        if (busy) return;
        setBusy(true);
        try {
            const path = { id: props.film.id };
            const { response, error: refusal } = await api.DELETE("/v1/movies/{id}", {
                params: { path },
            });
            if (!response.ok && response.status !== 404)
                await answered(Promise.resolve({ error: refusal, response }));
            props.onGone();
        } catch (failed) {
            setError(failed);
            setBusy(false);
        }
    };
    return (
        <Dialog title={text.removeTitle} onClose={props.onClose}>
            <p dir="auto">{text.removeWhy(props.film.draft.title)}</p>
            {error !== null && <Failure error={error} />}
            <div class="row">
                <button
                    type="button"
                    class="button danger"
                    aria-disabled={busy}
                    onClick={() => void remove()}
                >
                    {text.removeForGood}
                </button>
                <button type="button" class="button" onClick={props.onClose}>
                    {shellText().cancel}
                </button>
            </div>
        </Dialog>
    );
}

function Editor(props: { film: Stored }) {
    const text = editorText();
    /** What the form began with, or somebody else's state that it was held against. */
    const [stored, setStored] = useState(props.film);
    const [draft, setDraft] = useState(props.film.draft);
    const [theirs, setTheirs] = useState<Stored | null>(null);
    const [gone, setGone] = useState(false);
    const [removing, setRemoving] = useState(false);
    const [saving, setSaving] = useState(false);
    const [failure, setFailure] = useState<unknown>(null);

    const leave = (said: string, to: string) => {
        forgetAll();
        toast(said);
        // Once the form knows that nothing is unsaved.
        setTimeout(() => navigate(to));
    };
    const saved = (film: Draft) => {
        setTheirs(null);
        setDraft(film);
        setStored({ ...stored, draft: film });
        leave(text.saved, href("movie", { id: stored.id }));
    };
    /** Shows what is stored meanwhile, unless that is all the same to `film`. */
    const compare = async (film: Draft) => {
        let now: Stored;
        try {
            now = await load(stored.id);
        } catch (error) {
            if (!(error instanceof Problem && error.status === 404)) throw error;
            setGone(true);
            return;
        }
        setDraft(film);
        if (!isChanged(film, now.draft)) return saved(film);
        if (differences(stored.draft, film, now.draft).length > 0) return setTheirs(now);
        await save(film, now);
    };
    const save = async (film: Draft, over: Stored) => {
        if (!isChanged(film, over.draft)) return toast(text.unchanged);
        try {
            await replace(over.id, over.tag, written(film));
        } catch (error) {
            if (!isConflict(error)) throw error;
            return compare(film);
        }
        saved(film);
    };
    const saveChoice = async (film: Draft) => {
        setSaving(true);
        setFailure(null);
        try {
            // From here on theirs is what this one is made from.
            setStored(theirs!);
            setDraft(film);
            setTheirs(null);
            if (isChanged(film, theirs!.draft)) await save(film, theirs!);
            else saved(film);
        } catch (error) {
            setFailure(error);
        }
        setSaving(false);
    };

    const found = theirs && differences(stored.draft, draft, theirs.draft);
    return (
        <Page title={text.edit} heading={text.editNamed(stored.draft.title)}>
            {gone && (
                <p class="note" role="alert">
                    {text.gone}
                </p>
            )}
            {failure !== null && <Failure error={failure} />}
            {theirs && found && (
                <Conflict
                    base={stored.draft}
                    mine={draft}
                    theirs={theirs.draft}
                    differences={found}
                    saving={saving}
                    onSave={(film) => void saveChoice(film)}
                    onBack={() => setTheirs(null)}
                />
            )}
            <div hidden={theirs !== null}>
                <FilmForm
                    from={stored.draft}
                    draft={draft}
                    onDraft={setDraft}
                    submitLabel={text.save}
                    onSubmit={(film) => save(film, stored)}
                >
                    <a class="button" href={href("movie", { id: stored.id })}>
                        {text.toFilm}
                    </a>
                    <button type="button" class="button danger" onClick={() => setRemoving(true)}>
                        {text.remove}
                    </button>
                </FilmForm>
            </div>
            {removing && (
                <Removal
                    film={stored}
                    onClose={() => setRemoving(false)}
                    onGone={() => {
                        setRemoving(false);
                        setDraft(stored.draft);
                        leave(text.removed(stored.draft.title), href("home"));
                    }}
                />
            )}
        </Page>
    );
}

function Edit() {
    const id = place.value.params["id"] ?? "";
    const text = editorText();
    const film = useLoaded(`edit:${id}`, (signal) => load(id, signal));
    // What was known of it may be old.
    if (film.value && !film.loading) return <Editor key={film.value.tag} film={film.value} />;
    // Not yet a page: its heading would lose the focus to the body as the form comes.
    if (!film.error) return <p class="page loading">{shellText().loading}</p>;
    return (
        <Page title={text.edit}>
            <Failure error={film.error} again={film.again} />
        </Page>
    );
}

export default function EditMovie() {
    return (
        <ForRole role="editor" title={editorText().edit}>
            {() => <Edit />}
        </ForRole>
    );
}
