import type { TypedDocumentString } from './gql/graphql'

/** Nobody is signed in (any more). */
export class SignedOut extends Error {
  constructor() {
    super('You are signed out.')
  }
}

/** No answer came: the network is down, or the server is. */
export class Unreachable extends Error {
  constructor() {
    super('Trunkline does not answer. Your network may be down, or the server is being restarted.')
  }
}

/** The server answered, and said what is wrong; the id finds its log lines. */
export class Refused extends Error {
  readonly supportId: string | undefined
  readonly code: string | undefined

  constructor(message: string, details: Details = {}) {
    super(message)
    this.supportId = details.id
    this.code = details.code
  }
}

type Details = { id?: string; code?: string }
type Problem = { message: string; extensions?: Details }
type Answer<Result> = { data?: Result | null; errors?: Problem[]; error?: string; id?: string }

/** Ask our own server; throws `SignedOut` for 401 and `Unreachable` when nothing answers. */
export async function ask(path: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(path, { credentials: 'same-origin', ...init }).catch((reason: unknown) => {
    if (reason instanceof DOMException && reason.name === 'AbortError') throw reason
    throw new Unreachable()
  })
  if (response.status === 401) throw new SignedOut()
  return response
}

/** Run a GraphQL document. Throws `SignedOut`, `Unreachable` or `Refused`. */
export async function request<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables?: Variables,
  signal?: AbortSignal,
): Promise<Result> {
  const response = await ask('/api', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify({ query: document.toString(), variables }),
    signal,
  })
  const answer = (await response.json().catch(() => ({}))) as Answer<Result>
  const problem = answer.errors?.[0]
  if (problem) throw new Refused(problem.message, problem.extensions)
  if (!answer.data)
    throw new Refused(answer.error ?? `The server answered ${response.status}.`, { id: answer.id })
  return answer.data
}

/** What went wrong, for showing. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** What a read gives, or null where the server says that there is no such thing. */
export async function orNull<Result>(read: Promise<Result>): Promise<Result | null> {
  try {
    return await read
  } catch (error) {
    if (error instanceof Refused && error.code === 'NOT_FOUND') return null
    throw error
  }
}
