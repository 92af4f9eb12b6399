import { useRef, useState } from "preact/hooks";
import { answered, api } from "../api/client";
import { href, navigate } from "../router";
import { editorText } from "../texts/editor";
import { type Draft, kEmpty, written } from "../ui/editor/draft";
import { FilmForm } from "../ui/editor/film_form";
import { ForRole } from "../ui/for_role";
import { forgetAll } from "../ui/loaded";
import { Page } from "../ui/page";
import { toast } from "../ui/toasts";

function newKey(): string {
    return crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
}

function Add() {
    const text = editorText();
    const [draft, setDraft] = useState<Draft>(kEmpty);
    const [stored, setStored] = useState<Draft>(kEmpty);
    // The same as long as the same is sent: then it makes one film, however often it arrives.
    const key = useRef({ key: "", body: "" });
    const add = async (film: Draft) => {
        const body = written(film);
        const text_ = JSON.stringify(body);
        if (key.current.body !== text_) key.current = { key: newKey(), body: text_ };
        const header = { "Idempotency-Key": key.current.key };
        const made = await answered(api.POST("/v1/movies", { params: { header }, body }));
        setStored(film);
        forgetAll();
        toast(text.created(made.title));
        // Once the form knows that nothing is unsaved.
        setTimeout(() => navigate(href("movie", { id: made.id })));
    };
    return (
        <Page title={text.add}>
            <FilmForm
                from={stored}
                draft={draft}
                onDraft={setDraft}
                submitLabel={text.create}
                onSubmit={add}
            />
        </Page>
    );
}

export default function AddMovie() {
    return (
        <ForRole role="editor" title={editorText().add}>
            {() => <Add />}
        </ForRole>
    );
}
