import { orNull, request } from '../../api/client'
import { graphql } from '../../api/gql'
import type { ExecutionQuery, ResultsAtQuery, StepResultFragment } from '../../api/gql/graphql'

export type Execution = NonNullable<ExecutionQuery['executionResult']>
export type OutlineStep = Execution['outline'][number]
export type StepResult = StepResultFragment

const EXECUTION = graphql(`
  query Execution($id: ID!) {
    executionResult(id: $id) {
      ...ExecutionRow
      outline { name stepName parentName branchName componentKey actionKey kind }
    }
  }
`)

graphql(`
  fragment StepResult on InstanceStepResult {
    id
    stepName
    displayStepName
    branchName
    loopPath
    startedAt
    endedAt
    hasError
    position
    sizeBytes
  }
`)

const OVERVIEW = graphql(`
  query ResultsOverview($id: ID!) {
    executionResult(id: $id) {
      newest: stepResults(last: 1) { totalCount nodes { ...StepResult } }
      failed: stepResults(last: 100, error_Isnull: false) { nodes { ...StepResult } pageInfo { hasPreviousPage } }
    }
  }
`)

const AT_PLACE = graphql(`
  query ResultsAt($id: ID!, $path: String!, $after: String) {
    executionResult(id: $id) {
      stepResults(loopPath: $path, after: $after, first: 100) {
        nodes { ...StepResult }
        pageInfo { hasNextPage endCursor }
      }
    }
  }
`)

const LAST_ITERATION = graphql(`
  query LastIteration($id: ID!, $start: String!) {
    executionResult(id: $id) {
      stepResults(loopPath_Startswith: $start, last: 1) { nodes { ...StepResult } }
    }
  }
`)

const DETAIL = graphql(`
  query StepDetail($id: ID!, $step: String!, $path: String!) {
    executionResult(id: $id) {
      stepResults(stepName: $step, loopPath: $path, last: 1) {
        nodes { id error sizeBytes inputs output resultsUrl }
      }
    }
  }
`)

/** One execution with the outline of its flow, or null. */
export async function fetchExecution(id: string, signal: AbortSignal): Promise<Execution | null> {
  return (await orNull(request(EXECUTION, { id }, signal)))?.executionResult ?? null
}

export type Overview = {
  total: number
  newest: StepResult | null
  failed: StepResult[]
  hasMoreFailed: boolean
}

/** How many results there are, the newest, and those that failed (the last hundred of them). */
export async function fetchOverview(id: string): Promise<Overview> {
  const { executionResult } = await request(OVERVIEW, { id })
  return {
    total: executionResult?.newest.totalCount ?? 0,
    newest: executionResult?.newest.nodes[0] ?? null,
    failed: executionResult?.failed.nodes.filter((node) => node !== null) ?? [],
    hasMoreFailed: executionResult?.failed.pageInfo.hasPreviousPage ?? false,
  }
}

/** All results at exactly one loop path, '' being the top. */
export async function fetchResultsAt(id: string, path: string): Promise<StepResult[]> {
  const results: StepResult[] = []
  for (let after: string | null = null; ; ) {
    const answer: ResultsAtQuery = await request(AT_PLACE, { id, path, after })
    const found = answer.executionResult?.stepResults
    results.push(...(found?.nodes.filter((node) => node !== null) ?? []))
    if (!found?.pageInfo.hasNextPage) return results
    after = found.pageInfo.endCursor
  }
}

/** The last result within the iterations whose path starts so; null when there is none. */
export async function fetchLastIteration(id: string, start: string): Promise<StepResult | null> {
  const { executionResult } = await request(LAST_ITERATION, { id, start })
  return executionResult?.stepResults.nodes[0] ?? null
}

/** Inputs and output of one step at one loop path; null when they are gone. */
export async function fetchDetail(id: string, step: string, path: string, signal: AbortSignal) {
  const { executionResult } = await request(DETAIL, { id, step, path }, signal)
  return executionResult?.stepResults.nodes[0] ?? null
}
