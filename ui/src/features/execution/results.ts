import { fetchLastIteration, fetchOverview, fetchResultsAt, type Overview, type StepResult } from './queries'

/** How often a loop ran at one place, and which of its iterations hold a failed step. */
export type Iterations = { count: number; failed: number[] }

export type ResultsState = {
  byStep: ReadonlyMap<string, StepResult>
  iterations: ReadonlyMap<string, Iterations>
  /** The loop paths whose results are here. */
  places: ReadonlySet<string>
  overview: Overview | null
  error: unknown
}

export type Segment = { loop: string; index: number }

/** The iterations that a loop path names, outermost first. */
export function segmentsOf(path: string): Segment[] {
  if (!path) return []
  return path.split(/(?<=\])\//).map((part) => {
    const [, loop = part, index = '0'] = /^(.*)\[(\d+)\]$/.exec(part) ?? []
    return { loop, index: Number(index) }
  })
}

/** The place of one more iteration below a path. */
export function within(path: string, loop: string, index: number): string {
  return `${path ? `${path}/` : ''}${loop}[${index}]`
}

export const stepKey = (step: string, path: string): string => `${path}\n${step}`

type Sources = {
  overview: (id: string) => Promise<Overview>
  at: (id: string, path: string) => Promise<StepResult[]>
  lastIteration: (id: string, start: string) => Promise<StepResult | null>
}

const SERVER: Sources = { overview: fetchOverview, at: fetchResultsAt, lastIteration: fetchLastIteration }

/**
 * The step results of one execution, as far as somebody looks: a loop of a hundred thousand iterations costs
 * no more than its last one and the one that is shown.
 */
export class Results {
  #asked = new Set<string>()
  #shown: string[] = []
  #places = new Map<string, StepResult[]>()
  #counts = new Map<string, number>()
  #overview: Overview | null = null
  #running: Promise<void> | null = null
  #again = false
  #watchers = new Set<() => void>()
  #state: ResultsState = {
    byStep: new Map(),
    iterations: new Map(),
    places: new Set(),
    overview: null,
    error: null,
  }

  constructor(
    readonly id: string,
    readonly sources: Sources = SERVER,
  ) {}

  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  state = (): ResultsState => this.#state

  /** Fetch what is looked at and was not before: loop paths, and loops (as `stepKey`) for how often they ran. */
  look = (paths: string[], loops: string[]): void => {
    const wanted = [...paths.map((path) => `at ${path}`), ...loops.map((loop) => `of ${loop}`)]
    this.#shown = wanted
    const fresh = wanted.filter((each) => !this.#asked.has(each))
    for (const each of fresh) this.#asked.add(each)
    if (fresh.length > 0) void this.#guard(Promise.all(fresh.map((each) => this.#fetch(each))))
  }

  /** Fetch again what is shown; while it does, one more round is noted. */
  refresh = (): void => {
    if (this.#running) {
      this.#again = true
      return
    }
    this.#running = this.#guard(this.#fetchAll()).finally(() => {
      this.#running = null
      if (!this.#again) return
      this.#again = false
      this.refresh()
    })
  }

  async #fetchAll(): Promise<void> {
    this.#overview = await this.sources.overview(this.id)
    await Promise.all(this.#shown.map((each) => this.#fetch(each)))
  }

  async #fetch(what: string): Promise<void> {
    const name = what.slice(3)
    if (what.startsWith('at ')) {
      this.#places.set(name, await this.sources.at(this.id, name))
      return
    }
    const [path = '', loop = ''] = name.split('\n')
    const last = await this.sources.lastIteration(this.id, `${path ? `${path}/` : ''}${loop}[`)
    const segment = last && segmentsOf(last.loopPath ?? '')[segmentsOf(path).length]
    if (segment) this.#counts.set(name, segment.index + 1)
  }

  async #guard(work: Promise<unknown>): Promise<void> {
    try {
      await work
      this.#publish(null)
    } catch (error) {
      this.#publish(error)
    }
  }

  #publish(error: unknown): void {
    const byStep = new Map<string, StepResult>()
    for (const result of [...(this.#overview?.failed ?? []), ...[...this.#places.values()].flat()]) {
      byStep.set(stepKey(result.stepName ?? '', result.loopPath ?? ''), result)
    }
    const places = new Set(this.#places.keys())
    this.#state = { byStep, places, iterations: this.#iterations(), overview: this.#overview, error }
    for (const watcher of this.#watchers) watcher()
  }

  #iterations(): Map<string, Iterations> {
    const found = new Map<string, { count: number; failed: Set<number> }>()
    for (const [key, count] of this.#counts) found.set(key, { count, failed: new Set() })
    for (const { loopPath } of this.#overview?.failed ?? []) {
      let above = ''
      for (const { loop, index } of segmentsOf(loopPath ?? '')) {
        const ran = found.get(stepKey(loop, above))
        ran?.failed.add(index)
        if (ran) ran.count = Math.max(ran.count, index + 1)
        above = within(above, loop, index)
      }
    }
    return new Map(
      [...found].map(([key, { count, failed }]) => [
        key,
        { count, failed: [...failed].sort((a, b) => a - b) },
      ]),
    )
  }
}
