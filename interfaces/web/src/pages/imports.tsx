import { useEffect, useRef, useState } from "preact/hooks";
import { answered, api, isAborted } from "../api/client";
import { Problem } from "../api/problem";
import { importsText } from "../texts/imports";
import { shellText } from "../texts/shell";
import { AdminPage } from "../ui/admin/admin_page";
import { ImportEnd, ImportProgress } from "../ui/admin/import_view";
import { begin, type Import, kNeeded, kOptional, send, underWay } from "../ui/admin/upload";
import { usePolling } from "../ui/admin/use_polling";
import { explained, Failure } from "../ui/failure";
import { forgetAll } from "../ui/loaded";
import { announce, toast } from "../ui/toasts";

const kPause = 1000;

/** What is wrong with the files that were chosen, to begin an import or to go on with `begun`. */
function findFaults(chosen: File[], begun: Import | null): string[] {
    const text = importsText();
    const faults: string[] = [];
    const names = begun ? begun.files.map(({ name }) => name) : kNeeded;
    for (const name of names) {
        const file = chosen.find((one) => one.name === name);
        const size = begun?.files.find((one) => one.name === name)?.bytes ?? file?.size;
        if (!file) faults.push(text.fileMissing(name));
        else if (file.size === 0) faults.push(text.fileEmpty(name));
        else if (file.size !== size) faults.push(text.otherFile(name));
    }
    return faults;
}

function FileChoice(props: {
    /** What the files are chosen for: an import that waits for them, or a new one. */
    begun: Import | null;
    onStart: (files: ReadonlyMap<string, File>, dryRun: boolean) => void;
}) {
    const { begun } = props;
    const text = importsText();
    const [chosen, setChosen] = useState<File[] | null>(null);
    const [dryRun, setDryRun] = useState(false);
    const [tried, setTried] = useState(false);
    const faults = findFaults(chosen ?? [], begun);
    const known: string[] = [...kNeeded, kOptional];
    const strangers = (chosen ?? []).filter(({ name }) => !known.includes(name));
    const start = (event: Event) => {
        event.preventDefault();
        setTried(true);
        if (faults.length > 0) return;
        const taken = chosen!.filter(({ name }) => known.includes(name));
        props.onStart(new Map(taken.map((file) => [file.name, file])), dryRun);
    };
    const told = (tried || chosen) && faults.length > 0;
    return (
        <form class="form" onSubmit={start}>
            <div class="field">
                <label for="import-files">{text.chooseFiles}</label>
                <input
                    id="import-files"
                    type="file"
                    multiple
                    accept=".csv,text/csv"
                    aria-describedby="import-hint import-faults"
                    aria-invalid={told ? true : undefined}
                    onChange={(event) => setChosen([...(event.currentTarget.files ?? [])])}
                />
                <p class="hint" id="import-hint">
                    {text.importWhy}
                </p>
                <div id="import-faults" role="status">
                    {told && faults.map((fault) => <p class="wrong">{fault}</p>)}
                    {strangers.map(({ name }) => (
                        <p class="hint">{text.fileUnknown(name)}</p>
                    ))}
                </div>
            </div>
            {!begun && (
                <label class="check">
                    <input
                        type="checkbox"
                        checked={dryRun}
                        onChange={(event) => setDryRun(event.currentTarget.checked)}
                    />
                    {text.dryRun}
                </label>
            )}
            <button type="submit" class="button primary">
                {begun ? text.resume : text.start}
            </button>
        </form>
    );
}

function Imports() {
    const text = importsText();
    /** Undefined until the server said; null is none. */
    const [now, setNow] = useState<Import | null>();
    const [error, setError] = useState<unknown>(null);
    const [lost, setLost] = useState(false);
    const [isSending, setSending] = useState(false);
    const abort = useRef(new AbortController());
    useEffect(() => () => abort.current.abort(), []);

    const show = (next: Import | null) => {
        if (next?.state !== now?.state && next && now) announce(text.importStates[next.state]);
        if (now && underWay(now) && next?.id !== now.id) setLost(true);
        if (now?.state !== "done" && next?.state === "done") forgetAll();
        setNow(next);
    };
    const look = async (signal: AbortSignal) => {
        const { items } = await answered(api.GET("/v1/admin/imports", { signal }));
        setError(null);
        show(items[0] ?? null);
    };
    // Where nothing can be imported there are no such routes.
    const notHere = error instanceof Problem && error.status === 404 && !now;
    const isLive = now === undefined || (now !== null && underWay(now) && !isSending);
    const isWanted = isLive && !notHere;
    usePolling(look, kPause, setError, isWanted);

    const start = async (files: ReadonlyMap<string, File>, dryRun: boolean) => {
        setSending(true);
        setError(null);
        setLost(false);
        try {
            const begun = now?.state === "receiving" ? now : await begin(files, dryRun);
            setNow(begun);
            await send(begun, files, abort.current.signal, setNow);
        } catch (failed) {
            if (!isAborted(failed)) setError(failed);
        }
        setSending(false);
    };
    const cancel = async () => {
        abort.current.abort();
        abort.current = new AbortController();
        try {
            const path = { id: now!.id };
            const answer = await api.DELETE("/v1/admin/imports/{id}", { params: { path } });
            if (answer.response.status !== 404) await answered(Promise.resolve(answer));
            await look(abort.current.signal);
        } catch (failed) {
            toast(explained(failed), { bad: true });
        }
    };

    if (notHere) return <p class="note">{text.notHere}</p>;
    if (now === undefined && error === null) return <p class="loading">{shellText().loading}</p>;
    const waits = now?.state === "receiving" && !isSending;
    const busy = now && underWay(now);
    return (
        <>
            {error !== null && <Failure error={error} />}
            {lost && <p class="note">{text.lost}</p>}
            {now && (
                <section class="panel" aria-labelledby="import-heading">
                    <div class="section-head">
                        <h2 id="import-heading">{text.importStates[now.state]}</h2>
                        {busy && now.state !== "cancelling" && (
                            <button
                                type="button"
                                class="button danger"
                                onClick={() => void cancel()}
                            >
                                {text.cancelImport}
                            </button>
                        )}
                    </div>
                    {busy ? (
                        <>
                            <ImportProgress now={now} />
                            {now.state === "cancelling" && <p>{text.cancelling}</p>}
                            <p class="hint">{text.endsWithServer}</p>
                        </>
                    ) : (
                        <ImportEnd key={now.id} ended={now} />
                    )}
                    {waits && (
                        <>
                            <p class="note">{text.sendingStopped}</p>
                            <FileChoice begun={now} onStart={(...args) => void start(...args)} />
                        </>
                    )}
                </section>
            )}
            {!busy && (
                <section class="panel" aria-labelledby="choice-heading">
                    <h2 id="choice-heading">{text.importTitle}</h2>
                    <FileChoice begun={null} onStart={(...args) => void start(...args)} />
                    <p class="hint">{text.endsWithServer}</p>
                </section>
            )}
        </>
    );
}

export default function ImportsPage() {
    return <AdminPage page="imports">{() => <Imports />}</AdminPage>;
}
