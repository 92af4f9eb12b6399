import { useRef, useState } from "preact/hooks";
import { serverText } from "../texts/server";
import { shellText } from "../texts/shell";
import { AdminPage } from "../ui/admin/admin_page";
import { Chart } from "../ui/admin/chart";
import { LogLevel } from "../ui/admin/log_level";
import type { Reading } from "../ui/admin/prometheus";
import {
    type ChartName,
    type Charts,
    chartsOf,
    hostedContexts,
    readMetrics,
    readReadiness,
    type Topology,
    topologyOf,
} from "../ui/admin/server_view";
import { TopologyView } from "../ui/admin/topology_view";
import { usePolling } from "../ui/admin/use_polling";
import { Failure } from "../ui/failure";

const kPause = 2000;
/** Five minutes of looks. */
const kMost = 150;

/** What was seen of the server, over time. */
interface Seen {
    topology: Topology;
    reading: Reading;
    charts: Charts[];
}

function useServer() {
    const [seen, setSeen] = useState<Seen | null>(null);
    const [error, setError] = useState<unknown>(null);
    const hosted = useRef<ReadonlySet<string> | null>(null);
    const look = async (signal: AbortSignal) => {
        hosted.current ??= await hostedContexts(signal);
        const [reading, readiness] = await Promise.all([
            readMetrics(signal),
            readReadiness(signal),
        ]);
        const topology = topologyOf(hosted.current, reading, readiness);
        setError(null);
        setSeen((before) => ({
            topology,
            reading,
            charts: before
                ? [...before.charts, chartsOf(before.reading, reading)].slice(-kMost)
                : [],
        }));
    };
    usePolling(look, kPause, setError);
    return { seen, error };
}

function Metrics({ seen }: { seen: Seen }) {
    const text = serverText();
    const { charts, reading } = seen;
    const of = (name: ChartName) => ({
        title: text.charts[name],
        moments: charts.map((all) => all[name]),
    });
    const waiting = reading.sum("marquee_database_connection_waiters") ?? 0;
    const hasCache = reading.all("marquee_cache_hits_total").length > 0;
    return (
        <section class="metrics" aria-labelledby="metrics-heading">
            <h2 id="metrics-heading">{text.metrics}</h2>
            <p class="hint">
                {text.metricsWhy} {text.paused}
            </p>
            <div class="charts">
                <Chart {...of("requests")} series={[text.series.all]} least={1} />
                <Chart {...of("latency")} series={[text.series.half, text.series.most]} least={5} />
                <Chart
                    {...of("errors")}
                    series={[text.series.clients, text.series.servers]}
                    least={1}
                />
                <Chart
                    {...of("cache")}
                    series={[text.series.hits]}
                    least={100}
                    note={hasCache ? undefined : text.noCache}
                />
                <Chart
                    {...of("pool")}
                    series={[text.charts.pool, text.series.room]}
                    least={1}
                    note={text.waiting(waiting)}
                />
                <Chart
                    {...of("lag")}
                    series={[text.contexts.metadata, text.contexts.rating]}
                    least={10}
                />
            </div>
        </section>
    );
}

function Server() {
    const { seen, error } = useServer();
    return (
        <>
            {error !== null && <Failure error={error} />}
            {seen ? (
                <>
                    <TopologyView topology={seen.topology} />
                    <LogLevel />
                    <Metrics seen={seen} />
                </>
            ) : (
                error === null && <p class="loading">{shellText().loading}</p>
            )}
        </>
    );
}

export default function Admin() {
    return <AdminPage page="admin">{() => <Server />}</AdminPage>;
}
