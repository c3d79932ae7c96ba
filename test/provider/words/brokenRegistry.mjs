// A registry that breaks off in the middle of whatever it sends; it says its port when it listens.
import { createServer } from "node:http";

const digest = `sha256:${"a".repeat(64)}`;
const manifest = JSON.stringify({
  schemaVersion: 2,
  mediaType: "application/vnd.docker.distribution.manifest.v2+json",
  config: { mediaType: "application/vnd.docker.container.image.v1+json", size: 100_000, digest },
  layers: [{ mediaType: "application/vnd.docker.image.rootfs.diff.tar.gzip", size: 100_000, digest }],
});

const server = createServer((request, response) => {
  response.setHeader("Docker-Distribution-Api-Version", "registry/2.0");
  if (request.url?.includes("/blobs/")) {
    response.writeHead(200, { "Content-Length": "100000" });
    response.write("begun");
    setImmediate(() => request.socket.destroy());
    return;
  }
  const type = "application/vnd.docker.distribution.manifest.v2+json";
  response.writeHead(200, request.url === "/v2/" ? {} : { "Content-Type": type });
  response.end(request.url === "/v2/" || request.method === "HEAD" ? "" : manifest);
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
