/** One event of a stream of server-sent events. */
export interface StreamEvent {
  readonly name: string;
  readonly data: string;
}

/** Makes events of the text of a stream as it comes, in pieces of any size; and keeps the last id that was told. */
export class EventReader {
  /** The last id that came, with an event or without one. */
  lastId: string | null = null;

  private rest = "";
  private name = "";
  private data: string[] = [];

  /** The events that are complete with this piece. */
  read(piece: string): readonly StreamEvent[] {
    const lines = (this.rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? "";
    return lines.flatMap((line) => this.line(line));
  }

  private line(line: string): readonly StreamEvent[] {
    if (line === "") return this.block();
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") this.data.push(value);
    else if (field === "event") this.name = value;
    else if (field === "id") this.lastId = value;
    return [];
  }

  private block(): readonly StreamEvent[] {
    const found = this.data.length > 0 ? [{ name: this.name || "message", data: this.data.join("\n") }] : [];
    this.name = "";
    this.data = [];
    return found;
  }
}
