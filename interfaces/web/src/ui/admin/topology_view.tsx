import { serverText } from "../../texts/server";
import { decimal } from "../../texts/formats";
import type { Instance, Place, Topology } from "./server_view";

type Health = "ok" | "degraded" | "down";

function healthOfInstance(instance: Instance): Health {
    if (!instance.connected) return "down";
    return instance.ejected ? "degraded" : "ok";
}

function healthOf(place: Place): Health {
    if (place.health !== "ok") return "down";
    return place.instances.some((one) => healthOfInstance(one) !== "ok") ? "degraded" : "ok";
}

const kNode = { width: 150, height: 44, gap: 12 };

function Node(props: { x: number; y: number; name: string; health: Health; dashed?: boolean }) {
    const { x, y } = props;
    return (
        <g class="node" data-health={props.health} data-dashed={props.dashed ?? false}>
            <rect x={x} y={y} width={kNode.width} height={kNode.height} rx="8" />
            <circle cx={x + 18} cy={y + kNode.height / 2} r="6" />
            <text x={x + 34} y={y + kNode.height / 2 + 5}>
                {props.name}
            </text>
        </g>
    );
}

/** Drawn for eyes alone: the list beneath says the same. */
function Picture({ topology }: { topology: Topology }) {
    const text = serverText();
    const step = kNode.height + kNode.gap;
    const boxX = 260;
    const farX = boxX + kNode.width + 70;
    // A context elsewhere is as high as its instances, one above the other.
    let y = 60;
    const rows = topology.places.map((place) => {
        const top = y;
        y += Math.max(1, place.instances.length) * step;
        return { place, top };
    });
    const bottom = y + 8;
    const isSplit = topology.places.some(({ where }) => where === "elsewhere");
    const middle = (30 + bottom) / 2;
    return (
        <svg class="topology-picture" viewBox={`0 0 640 ${bottom + 20}`} aria-hidden="true">
            <g class="node" data-health="none">
                <rect x="4" y={middle - 32} width="190" height="64" rx="8" />
                <text x="99" y={middle + 5} text-anchor="middle">
                    {text.visitors}
                </text>
            </g>
            <path class="edge" d={`M194 ${middle}H${boxX - 20}`} />
            <rect
                class="process"
                x={boxX - 20}
                y="10"
                width={kNode.width + 40}
                height={bottom - 10}
                rx="12"
            />
            <text class="process-name" x={boxX} y="38">
                {text.thisProcess}
            </text>
            {rows.map(({ place, top }) => (
                <Node
                    key={place.context}
                    x={boxX}
                    y={top}
                    name={text.contexts[place.context]}
                    health={healthOf(place)}
                    dashed={place.where !== "here"}
                />
            ))}
            {!isSplit && (
                <>
                    <path class="edge" d={`M${boxX + kNode.width + 20} ${middle}H${farX}`} />
                    <Node
                        x={farX}
                        y={middle - kNode.height / 2}
                        name={text.database}
                        health={topology.database === "ok" ? "ok" : "down"}
                    />
                </>
            )}
            {rows.flatMap(({ place, top }) =>
                place.instances.map((instance, index) => {
                    const at = top + index * step;
                    const from = `M${boxX + kNode.width} ${top + kNode.height / 2}`;
                    const line = `${from}L${farX} ${at + kNode.height / 2}`;
                    const health = healthOfInstance(instance);
                    return (
                        <g key={`${place.context} ${instance.address}`}>
                            <path class="edge" data-health={health} d={line} />
                            <Node x={farX} y={at} name={instance.address} health={health} />
                        </g>
                    );
                }),
            )}
        </svg>
    );
}

function InstanceLine({ instance }: { instance: Instance }) {
    const text = serverText();
    const state = instance.ejected
        ? text.ejected
        : instance.connected
          ? text.connected
          : text.notConnected;
    return (
        <li>
            <Dot health={healthOfInstance(instance)} />
            <span>
                {text.instanceLine(
                    instance.address,
                    state,
                    decimal(instance.milliseconds),
                    instance.inFlight,
                )}
            </span>
        </li>
    );
}

function Dot({ health }: { health: Health }) {
    return <span class="dot" data-health={health} aria-hidden="true" />;
}

function PlaceLine({ place }: { place: Place }) {
    const text = serverText();
    const where = {
        here: text.here,
        elsewhere: text.elsewhere(place.instances.length),
        unknown: text.unknownPlace,
    }[place.where];
    const health = healthOf(place);
    return (
        <li>
            <Dot health={health} />
            <span>
                <strong>{text.contexts[place.context]}</strong>
                {text.placeLine(text.contextIs[place.context], where, text.states[health])}
                {place.health !== "ok" && text.why(place.health)}
            </span>
            {place.instances.length > 0 && (
                <ul>
                    {place.instances.map((instance) => (
                        <InstanceLine key={instance.address} instance={instance} />
                    ))}
                </ul>
            )}
        </li>
    );
}

/** The contexts, where each is and how it does, as a picture and as a list. */
export function TopologyView({ topology }: { topology: Topology }) {
    const text = serverText();
    const database: Health = topology.database === "ok" ? "ok" : "down";
    return (
        <section class="panel" aria-labelledby="topology-heading">
            <div class="topology-head">
                <h2 id="topology-heading">{text.topology}</h2>
                <p>
                    <Dot health={topology.readiness.status === "ready" ? "ok" : "degraded"} />{" "}
                    {text.ready[topology.readiness.status]} · {text.version(topology.version)}
                </p>
            </div>
            <p class="hint">{text.topologyWhy}</p>
            <div class="topology">
                <Picture topology={topology} />
                <ul class="topology-list">
                    {topology.places.map((place) => (
                        <PlaceLine key={place.context} place={place} />
                    ))}
                    <li>
                        <Dot health={database} />
                        <span>
                            <strong>{text.database}</strong>
                            {text.databaseLine(text.states[database])}
                            {database !== "ok" && text.why(topology.database)}
                        </span>
                    </li>
                </ul>
            </div>
        </section>
    );
}
