/** Lines of JavaScript that add to a string, and ways to add to another one for a while. */
export class CodeLines {
  #lines: string[] = [];
  #text = ""; // of the template; neighbouring pieces become one line
  #output = "out";
  #length = 0;
  /** How many lines there were when the last place had been noted. */
  #behindPlace = -1;

  /** How many characters the code has so far. */
  get length(): number {
    return this.#length;
  }

  /** Whether what is added now goes to the page itself. */
  get writesPage(): boolean {
    return this.#output === "out";
  }

  /** Text that is written as it stands. */
  text(text: string): void {
    this.#text += text;
  }

  /** Writes what an expression gives: a string. */
  append(expression: string): void {
    this.line(`${this.#output} += ${expression};`);
  }

  line(...lines: string[]): void {
    this.#flush();
    for (const line of lines) this.#push(line);
  }

  /** Notes the number of a place. Where nothing has been written since the last one, it stands instead of that. */
  place(number: number): void {
    if (this.#text === "" && this.#lines.length === this.#behindPlace) this.#lines.pop();
    this.line(`at = ${number};`);
    this.#behindPlace = this.#lines.length;
  }

  /** The variable to which is added. */
  get output(): string {
    return this.#output;
  }

  /** A line that is written later, with {@link fill}. */
  reserve(): number {
    this.line("");
    return this.#lines.length - 1;
  }

  fill(reserved: number, line: string): void {
    this.#lines[reserved] = line;
  }

  /** Lets `write` add to the variable `output` instead. */
  into(output: string, write: () => void): void {
    this.#flush();
    const before = this.#output;
    this.#output = output;
    write();
    this.#flush();
    this.#output = before;
  }

  /** The lines of `write`, which are not added here. */
  apart(write: () => void): string {
    this.#flush();
    const before = this.#lines;
    this.#lines = [];
    this.#behindPlace = -1;
    write();
    this.#flush();
    const written = this.#lines.join("\n");
    this.#lines = before;
    this.#behindPlace = -1;
    return written;
  }

  toString(): string {
    this.#flush();
    return this.#lines.join("\n");
  }

  #flush(): void {
    if (this.#text === "") return;
    const text = JSON.stringify(this.#text);
    this.#text = "";
    this.#push(`${this.#output} += ${text};`);
  }

  #push(line: string): void {
    this.#lines.push(line);
    this.#length += line.length;
  }
}
