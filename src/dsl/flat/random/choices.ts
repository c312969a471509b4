// For tests only.

/** Numbers to decide by. Fewer and smaller ones decide for what is simpler. */
export class Choices {
  readonly #numbers: readonly number[];
  #position = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  /** A number below the limit: 0 when there is nothing left to choose from. */
  next(limit: number): number {
    const number = this.#numbers[this.#position] ?? 0;
    this.#position += 1;
    return number % limit;
  }

  /** One of these; the first is the simplest. */
  one<T>(options: readonly [T, ...T[]]): T {
    return options[this.next(options.length)] ?? options[0];
  }

  /** Any of these, or undefined when there are none. */
  any<T>(options: readonly T[]): T | undefined {
    return options[this.next(Math.max(1, options.length))];
  }

  /** As many numbers as something is to be done: at most the limit. */
  times(limit: number): number[] {
    return Array.from({ length: this.next(limit + 1) }, (_, index) => index);
  }
}

/** Gives out names that are unique in one stack and clash between stacks. */
export class Names {
  readonly #choose: Choices;
  readonly #taken = new Set<string>();

  constructor(choices: Choices) {
    this.#choose = choices;
  }

  id(): string {
    return this.#free('', ['A', 'B', 'C', 'D', 'AB', 'BA', 'AA', 'A2']);
  }

  condition(): string {
    return this.#free('Conditions/', ['A', 'B', 'AAndB', 'BAndA', 'AAndA']);
  }

  mapping(): string {
    return this.#free('Mappings/', ['A', 'AA', 'Table']);
  }

  #free(space: string, names: readonly [string, ...string[]]): string {
    const wanted = this.#choose.one(names);
    let name: string = wanted;
    for (let count = 2; this.#taken.has(`${space}${name}`); count += 1) name = `${wanted}${count}`;
    this.#taken.add(`${space}${name}`);
    return name;
  }
}
