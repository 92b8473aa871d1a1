import { request } from '../../api/client'
import { graphql } from '../../api/gql'
import {
  type ExecutionRowFragment,
  ExecutionRowFragmentDoc,
  TypedDocumentString,
} from '../../api/gql/graphql'
import { type Filters, toVariables } from './filters'

export type ExecutionRow = ExecutionRowFragment
export type ExecutionsPageOf = { rows: ExecutionRow[]; next: string | null }

export const PAGE_SIZE = 50

graphql(`
  fragment ExecutionRow on InstanceExecutionResult {
    id
    startedAt
    endedAt
    queuedAt
    durationMs
    attempt
    error
    failedStepName
    status
    invokeType
    isTestExecution
    instance { id name }
    customer { id name }
    integration { id name versionNumber }
    flow { id name }
  }
`)

const EXECUTIONS = graphql(`
  query Executions(
    $first: Int, $after: String, $search: String, $status: [ExecutionStatus],
    $invokeType: [InstanceExecutionResultInvokeType], $integration: ID, $customer: ID, $instance: ID,
    $since: DateTime, $until: DateTime
  ) {
    executionResults(
      first: $first, after: $after, search: $search, status_In: $status, invokeType_In: $invokeType,
      integration: $integration, customer: $customer, instance: $instance,
      startedAt_Gte: $since, startedAt_Lte: $until
    ) {
      nodes { ...ExecutionRow }
      pageInfo { hasNextPage endCursor }
    }
  }
`)

/** One page of executions, newest first. */
export async function fetchPage(
  filters: Filters,
  after: string | null,
  signal?: AbortSignal,
): Promise<ExecutionsPageOf> {
  const variables = { first: PAGE_SIZE, after, ...toVariables(filters, Date.now()) }
  const { executionResults } = await request(EXECUTIONS, variables, signal)
  const { hasNextPage, endCursor } = executionResults.pageInfo
  return {
    rows: executionResults.nodes.filter((row) => row !== null),
    next: hasNextPage ? (endCursor ?? null) : null,
  }
}

/** These executions as they are now, in one request. */
export async function fetchRows(ids: string[]): Promise<ExecutionRow[]> {
  if (ids.length === 0) return []
  const names = ids.map((_, n) => `$id${n}: ID!`).join(', ')
  const fields = ids.map((_, n) => `row${n}: executionResult(id: $id${n}) { ...ExecutionRow }`).join('\n')
  const document = new TypedDocumentString<Record<string, ExecutionRow | null>, Record<string, string>>(
    `query ExecutionsById(${names}) {\n${fields}\n}\n${ExecutionRowFragmentDoc}`,
  )
  const answer = await request(document, Object.fromEntries(ids.map((id, n) => [`id${n}`, id])))
  return Object.values(answer).filter((row) => row !== null)
}
