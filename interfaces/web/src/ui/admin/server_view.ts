import type { components } from "../../../generated/api";
import { answered, api } from "../../api/client";
import { problemOf } from "../../api/problem";
import type { Moment } from "./chart";
import { perSecond, quantile, Reading, type Sample } from "./prometheus";

type Schemas = components["schemas"];
export type Readiness = Schemas["Readiness"];

export const kContexts = ["movie", "metadata", "rating", "identity"] as const;
export type ContextName = (typeof kContexts)[number];

export interface Instance {
    address: string;
    connected: boolean;
    ejected: boolean;
    milliseconds: number;
    inFlight: number;
}

/** A context as the process that answers sees it. */
export interface Place {
    context: ContextName;
    where: "here" | "elsewhere" | "unknown";
    /** What is wrong with it; "ok" when nothing is, as far as that is known. */
    health: string;
    instances: Instance[];
}

export interface Topology {
    version: string;
    readiness: Readiness;
    places: Place[];
    /** What is wrong with the database, or "ok". */
    database: string;
}

/** What the process hosts, which does not change while it runs. */
export async function hostedContexts(signal: AbortSignal): Promise<ReadonlySet<string>> {
    const { items } = await answered(api.GET("/v1/admin/settings", { signal }));
    const value = String(items.find(({ name }) => name === "contexts")?.value ?? "all");
    return new Set(value === "all" ? kContexts : value.split(/[\s,]+/));
}

export async function readMetrics(signal: AbortSignal): Promise<Reading> {
    const text = await answered(
        api.GET("/metrics", { signal, parseAs: "text", cache: "no-store" }),
    );
    return new Reading(Date.now(), text);
}

/** Also of a process that is not ready, which says so by 503. */
export async function readReadiness(signal: AbortSignal): Promise<Readiness> {
    const response = await fetch("/readyz", { signal, cache: "no-store" });
    const body: unknown = await response.json().catch(() => null);
    const status = (body as Partial<Readiness> | null)?.status;
    if (!status) throw problemOf(response, body);
    return body as Readiness;
}

function instancesOf(reading: Reading, peer: string): Instance[] {
    const addresses = new Map<string, Instance>();
    const numbers = (name: string, set: (instance: Instance, sample: Sample) => void) => {
        for (const sample of reading.all(name)) {
            const { peer: of, instance: address } = sample.labels;
            if (of !== peer || address === undefined) continue;
            const known = addresses.get(address) ?? {
                address,
                connected: false,
                ejected: false,
                milliseconds: 0,
                inFlight: 0,
            };
            addresses.set(address, known);
            set(known, sample);
        }
    };
    numbers("marquee_rpc_client_instance_state", (instance, { labels, value }) => {
        if (labels["state"] === "connected") instance.connected = value === 1;
        if (labels["state"] === "ejected") instance.ejected = value === 1;
    });
    numbers("marquee_rpc_client_instance_latency_seconds", (instance, { value }) => {
        instance.milliseconds = value * 1000;
    });
    numbers("marquee_rpc_client_instance_calls_in_flight", (instance, { value }) => {
        instance.inFlight = value;
    });
    return [...addresses.values()].sort((a, b) => (a.address < b.address ? -1 : 1));
}

export function topologyOf(
    hosted: ReadonlySet<string>,
    reading: Reading,
    readiness: Readiness,
): Topology {
    const checks = readiness.checks ?? {};
    const database = checks["database"] ?? "ok";
    const places = kContexts.map((context): Place => {
        if (hosted.has(context)) return { context, where: "here", health: database, instances: [] };
        const check = checks[context];
        const instances = instancesOf(reading, context);
        const where = check === undefined ? "unknown" : "elsewhere";
        return { context, where, health: check ?? "ok", instances };
    });
    const version = reading.all("marquee_build_info")[0]?.labels["version"] ?? "";
    return { version, readiness, places, database };
}

export type ChartName = "requests" | "latency" | "errors" | "cache" | "pool" | "lag";
export type Charts = Record<ChartName, Moment>;

/** Requests of people and programs: neither what looks at the server nor what waits for events. */
function isAsked({ labels }: Sample): boolean {
    return !/^\/(metrics|readyz|healthz)$|\/events$/.test(labels["route"] ?? "");
}

function failed(kind: string): (sample: Sample) => boolean {
    return (sample) => isAsked(sample) && (sample.labels["status"] ?? "").startsWith(kind);
}

function hitShare(before: Reading, now: Reading): number | undefined {
    const hits = perSecond(before, now, "marquee_cache_hits_total");
    const misses = perSecond(before, now, "marquee_cache_misses_total");
    if (hits === undefined || misses === undefined || hits + misses === 0) return undefined;
    return (100 * hits) / (hits + misses);
}

/** What the charts show of the time between two readings. */
export function chartsOf(before: Reading, now: Reading): Charts {
    const requests = "marquee_http_requests_total";
    const durations = "marquee_http_request_duration_seconds";
    const within = (share: number) => {
        const seconds = quantile(before, now, durations, share, isAsked);
        return seconds === undefined ? undefined : seconds * 1000;
    };
    const lag = (context: string) =>
        now.sum("marquee_listing_lag_events", ({ labels }) => labels["context"] === context);
    const moment = (...values: (number | undefined)[]): Moment => ({ time: now.time, values });
    return {
        requests: moment(perSecond(before, now, requests, isAsked) ?? 0),
        latency: moment(within(0.5), within(0.99)),
        errors: moment(
            perSecond(before, now, requests, failed("4")) ?? 0,
            perSecond(before, now, requests, failed("5")) ?? 0,
        ),
        cache: moment(hitShare(before, now)),
        pool: moment(
            now.sum("marquee_database_connections_in_use"),
            now.sum("marquee_database_connections_max"),
        ),
        lag: moment(lag("metadata"), lag("rating")),
    };
}
