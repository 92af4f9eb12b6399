/** A number below 2^32 that is always the same for a text, and as good as random otherwise (FNV-1a). */
export function hash(text: string): number {
    let value = 0x811c9dc5;
    for (let index = 0; index < text.length; ++index) {
        value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
    }
    return value;
}
