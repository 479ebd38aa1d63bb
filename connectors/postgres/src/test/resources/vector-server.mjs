// A Postgres with pgvector on a free port of the loopback interface; ends with its standard input.
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const require = createRequire(process.cwd() + '/')
const load = (name) => import(pathToFileURL(require.resolve(name)))
const { PGlite } = await load('@electric-sql/pglite')
const { vector } = await load('@electric-sql/pglite-pgvector')
const { PGLiteSocketServer } = await load('@electric-sql/pglite-socket')

const db = await PGlite.create({ extensions: { vector } })
const server = new PGLiteSocketServer({ db, port: 0, host: '127.0.0.1', maxConnections: 4 })
server.addEventListener('listening', (event) => console.log('port ' + event.detail.port))
await server.start()
process.stdin.on('end', () => process.exit(0))
process.stdin.resume()
