import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { answered, api } from "../../api/client";
import { Problem } from "../../api/problem";
import { askBeforeLeaving } from "../../router";
import { editorText } from "../../texts/editor";
import { Failure } from "../failure";
import { useLoaded } from "../loaded";
import { type Draft, type Errors, flaws, isChanged, withoutEmptyLines } from "./draft";
import { Cast, Description, ExternalIds, ListField, TextField } from "./fields";

const kNone: Errors = new Map();

/** What the server blames, in the editor's language. */
function blamed(problem: Problem): Errors {
    const text = editorText();
    return new Map(
        problem.fields.map(({ field, message }) => [
            field,
            text.wrong(message, /^[a-z_]*/.exec(field)![0]),
        ]),
    );
}

/** The browser asks before it leaves the document; the page before another one is shown. */
function useUnsavedWarning(unsaved: boolean) {
    useEffect(() => {
        if (!unsaved) return;
        const stay = (event: BeforeUnloadEvent) => event.preventDefault();
        addEventListener("beforeunload", stay);
        const stopAsking = askBeforeLeaving(() => confirm(editorText().leave));
        return () => {
            removeEventListener("beforeunload", stay);
            stopAsking();
        };
    }, [unsaved]);
}

function KnownGenres(props: { id: string }) {
    const genres = useLoaded("editor:genres", (signal) =>
        answered(api.GET("/v1/genres", { signal })).then(({ items }) => items),
    );
    return (
        <datalist id={props.id}>
            {genres.value?.map(({ name }) => (
                <option key={name} value={name} />
            ))}
        </datalist>
    );
}

interface Props {
    /** What is stored. */
    from: Draft;
    draft: Draft;
    onDraft: (change: (draft: Draft) => Draft) => void;
    submitLabel: string;
    /** Throws Problem. */
    onSubmit: (draft: Draft) => Promise<void>;
    children?: ComponentChildren;
}

/** All that there is to say of a film. What is wrong is said at the fields, the first of which gets the focus. */
export function FilmForm(props: Props) {
    const { draft, from, onDraft } = props;
    const text = editorText();
    const form = useRef<HTMLFormElement>(null);
    const genres = useId();
    const [errors, setErrors] = useState(kNone);
    const [failure, setFailure] = useState<unknown>(null);
    const [saving, setSaving] = useState(false);
    const unsaved = isChanged(draft, from);
    useUnsavedWarning(unsaved && !saving);

    const focusFirstError = () =>
        setTimeout(() => {
            const first = '[aria-invalid="true"], [data-wrong]';
            form.current?.querySelector<HTMLElement>(first)?.focus();
        });
    const submit = async (event: Event) => {
        event.preventDefault();
        if (saving) return;
        const filled = withoutEmptyLines(draft);
        onDraft(() => filled);
        setFailure(null);
        const found = flaws(filled, text);
        setErrors(found);
        if (found.size > 0) return focusFirstError();
        setSaving(true);
        try {
            await props.onSubmit(filled);
        } catch (error) {
            if (error instanceof Problem && error.fields.length > 0) {
                setErrors(blamed(error));
                focusFirstError();
            } else setFailure(error);
        }
        setSaving(false);
    };
    const part = {
        draft,
        errors,
        change: (change: Partial<Draft>) => onDraft((now) => ({ ...now, ...change })),
    };
    return (
        <form ref={form} class="editor" noValidate onSubmit={submit}>
            <KnownGenres id={genres} />
            <section class="panel" aria-label={text.facts}>
                <h2>{text.facts}</h2>
                <TextField {...part} field="title" />
                <TextField {...part} field="original_title" />
                <div class="editor-pair">
                    <TextField {...part} field="release_year" numeric />
                    <TextField {...part} field="runtime_minutes" numeric />
                </div>
                <ListField {...part} field="genres" list={genres} />
                <Description {...part} />
            </section>
            <section class="panel" aria-label={text.people}>
                <h2>{text.people}</h2>
                <ListField {...part} field="directors" ordered />
                <Cast {...part} />
            </section>
            <section class="panel" aria-label={text.more}>
                <h2>{text.more}</h2>
                <ListField {...part} field="alternative_titles" />
                <ListField {...part} field="keywords" hint={text.hints.keywords} />
                <TextField {...part} field="poster_url" literal />
                <ExternalIds {...part} />
            </section>
            <div class="editor-bar">
                {errors.size > 0 && (
                    <p class="wrong" role="alert">
                        {text.toMend(errors.size)}
                    </p>
                )}
                {failure !== null && <Failure error={failure} />}
                <div class="row">
                    <button type="submit" class="button primary" aria-disabled={saving}>
                        {saving ? text.saving : props.submitLabel}
                    </button>
                    {props.children}
                    <span class="hint">{unsaved && !saving && text.unsaved}</span>
                </div>
            </div>
        </form>
    );
}
