import type { CodegenConfig } from '@graphql-codegen/cli'

// schema.graphql is printed by the server (`trunkline schema`); src/api/gql/ follows from it and is committed.
const config: CodegenConfig = {
  schema: 'schema.graphql',
  documents: ['src/**/*.{ts,tsx}', '!src/api/gql/**'],
  generates: {
    './src/api/gql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: 'string',
        enumsAsTypes: true,
        useTypeImports: true,
        defaultScalarType: 'unknown',
        scalars: { ID: 'string', DateTime: 'string', JSONString: 'string', UUID: 'string' },
      },
    },
  },
}

export default config
