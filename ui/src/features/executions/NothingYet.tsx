import { useQuery } from '@tanstack/react-query'
import { request } from '../../api/client'
import { graphql } from '../../api/gql'
import { Copy } from '../../app/parts/Copy'
import { Notice } from '../../app/parts/Notice'
import classes from './NothingYet.module.css'

const FIRST_ENDPOINT = graphql(`
  query FirstEndpoint {
    instances(first: 1, enabled: true, isSystem: false) {
      nodes { flowConfigs(first: 1) { nodes { webhookUrl } } }
    }
  }
`)

/** An organization that has run nothing yet: the line that makes the first execution. */
export function NothingYet() {
  const endpoint = useQuery({
    queryKey: ['first-endpoint'],
    queryFn: async ({ signal }) => {
      const { instances } = await request(FIRST_ENDPOINT, {}, signal)
      return instances.nodes[0]?.flowConfigs.nodes[0]?.webhookUrl ?? null
    },
  })
  const line = `curl -X POST '${endpoint.data}' -H 'Content-Type: application/json' -d '{"hello": "world"}'`
  return (
    <Notice icon="runs" title="No executions yet">
      {endpoint.data ? (
        <>
          <p>Send a request to the webhook of an instance, and its execution shows up here.</p>
          <div className={classes.line}>
            <code>{line}</code>
            <Copy text={line} label="Copy the curl line" />
          </div>
        </>
      ) : (
        <p>They show up here as soon as an instance is deployed and its first flow runs.</p>
      )}
    </Notice>
  )
}
