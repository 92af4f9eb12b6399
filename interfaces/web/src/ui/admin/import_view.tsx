import { useState } from "preact/hooks";
import type { components } from "../../../generated/api";
import { answered, api } from "../../api/client";
import { importsText } from "../../texts/imports";
import { decimal, moment, percent, whole } from "../../texts/formats";
import { Failure } from "../failure";
import { useLoaded } from "../loaded";
import type { Import } from "./upload";

type Row = components["schemas"]["ImportProblem"];

const megabytes = (bytes: number) => decimal(bytes / 1e6);

function Bar(props: { label: string; done: number; all: number }) {
    const share = props.all > 0 ? Math.min(1, props.done / props.all) : 0;
    const text = importsText();
    return (
        <div class="progress">
            <p>
                {props.label}{" "}
                <span class="hint">
                    {percent(share)} · {text.megabytes(megabytes(props.done), megabytes(props.all))}
                </span>
            </p>
            <progress max={1} value={share} aria-label={props.label} />
        </div>
    );
}

export function ImportProgress({ now }: { now: Import }) {
    const text = importsText();
    if (now.state === "receiving") {
        const sum = (key: "bytes" | "received") =>
            now.files.reduce((all, file) => all + file[key], 0);
        return <Bar label={text.sending} done={sum("received")} all={sum("bytes")} />;
    }
    const { progress } = now;
    if (!progress) return null;
    const phases: Record<string, string> = text.phases;
    const label = text.phaseLine(phases[progress.phase] ?? progress.phase, progress.rows);
    return <Bar label={label} done={progress.bytes_done} all={progress.bytes_total} />;
}

function Report({ report }: { report: NonNullable<Import["report"]> }) {
    const text = importsText();
    const { movies, ratings, tags } = report;
    const counts = (list: [number, string][]) =>
        list.map(([count, name]) => `${whole(count)} ${name}`).join(", ");
    return (
        <dl class="facts">
            <dt>{text.films}</dt>
            <dd>
                {counts([
                    [movies.read, text.read],
                    [movies.created, text.created],
                    [movies.changed, text.changed],
                    [movies.unchanged, text.unchanged],
                ])}
            </dd>
            <dt>{text.ratings}</dt>
            <dd>
                {counts([
                    [ratings.read, text.read],
                    [ratings.created, text.created],
                    [ratings.replaced, text.replaced],
                    [ratings.unchanged, text.unchanged],
                ])}
            </dd>
            <dt>{text.tags}</dt>
            <dd>
                {counts([[tags.read, text.read]])}, {text.keywords(tags.keywords)}
            </dd>
            <dt>{text.skipped}</dt>
            <dd>{whole(report.skipped_rows)}</dd>
            <dt>{text.droppedIds}</dt>
            <dd>{whole(report.dropped_external_ids)}</dd>
        </dl>
    );
}

interface Found {
    rows: Row[];
    next: string | null;
}

async function loadRows(id: string, from: Found, signal?: AbortSignal): Promise<Found> {
    const query = { page_size: 50, ...(from.next && { page_token: from.next }) };
    const init = { params: { path: { id }, query }, signal: signal ?? null };
    const page = await answered(api.GET("/v1/admin/imports/{id}/problems", init));
    return { rows: [...from.rows, ...page.items], next: page.next_page_token ?? null };
}

/** The rows that did not fit; only drawn once the import has ended, when there come no more. */
function Problems({ ended }: { ended: Import }) {
    const text = importsText();
    const found = useLoaded(`import:${ended.id}`, (signal) =>
        loadRows(ended.id, { rows: [], next: null }, signal),
    );
    const [failure, setFailure] = useState<unknown>(null);
    if (found.error) return <Failure error={found.error} again={found.again} />;
    if (!found.value) return null;
    const { rows, next } = found.value;
    const more = async () => {
        try {
            setFailure(null);
            found.put(await loadRows(ended.id, { rows, next }));
        } catch (error) {
            setFailure(error);
        }
    };
    return (
        <div class="import-rows">
            <h3 id="rows-heading">{text.rows}</h3>
            {ended.problems > ended.problems_kept && (
                <p class="hint">{text.rowsKept(ended.problems_kept, ended.problems)}</p>
            )}
            <div class="scroller" tabIndex={0} role="region" aria-labelledby="rows-heading">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{text.file}</th>
                            <th scope="col">{text.line}</th>
                            <th scope="col">{text.reason}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {rows.map(({ file, line, reason, skipped }, index) => (
                            <tr key={index}>
                                <td>
                                    <code>{file}</code>
                                </td>
                                <td>{whole(line)}</td>
                                <td>
                                    <span lang="en" dir="auto">
                                        {reason}
                                    </span>
                                    {!skipped && <span class="hint"> ({text.onlyId})</span>}
                                </td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
            {failure !== null && <Failure error={failure} />}
            {next && (
                <button type="button" class="button" onClick={() => void more()}>
                    {text.more}
                </button>
            )}
        </div>
    );
}

/** What came of an import that has ended. */
export function ImportEnd({ ended }: { ended: Import }) {
    const text = importsText();
    return (
        <>
            <dl class="facts">
                <dt>{text.started}</dt>
                <dd>{moment(ended.started_at)}</dd>
                {ended.ended_at && (
                    <>
                        <dt>{text.ended}</dt>
                        <dd>{moment(ended.ended_at)}</dd>
                    </>
                )}
            </dl>
            {ended.failure && (
                <p class="failure" role="alert" lang="en" dir="auto">
                    {ended.failure}
                </p>
            )}
            {ended.state !== "done" && !ended.dry_run && <p class="note">{text.stays}</p>}
            {ended.state === "done" && ended.dry_run && <p class="note">{text.wasDryRun}</p>}
            {ended.report && <Report report={ended.report} />}
            {ended.problems > 0 && <Problems ended={ended} />}
        </>
    );
}
