import { notYet, web, workload } from "../world.ts";
import { type Example, type Examples, of } from "./case.ts";

const runs = (image: string): Example => of(web({ image }));
const id = `sha256:${"a".repeat(64)}`;
const pinned = `docker.io/acme/app:1.0@sha256:${"b".repeat(64)}`;
const { image: _, ...built } = workload("web");
const trusted = { registries: ["registry.example.com", "docker.io/library", "localhost:5000/team/"] };
const from = (image: string): Example => ({ topology: web({ image }), settings: trusted });

export const imagesExamples: Examples = {
  "image-tag": {
    violated: {
      "no tag": runs("nginx"),
      "no tag, but a port": runs("localhost:5000/nginx"),
      latest: runs("docker.io/acme/app:latest"),
      ...Object.fromEntries(
        ["stable", "edge", "nightly", "dev", "lts", "mainline", "stable-alpine"].map(tag => [
          tag,
          runs(`nginx:${tag}`),
        ]),
      ),
      "one that is set": { topology: web({ image: "nginx:stable" }), settings: { moving: ["stable"] } },
    },
    clean: {
      "a version": runs("nginx:1.27"),
      "a digest": runs(pinned),
      "a digest beside a moving tag": runs(`nginx:latest@sha256:${"b".repeat(64)}`),
      "built here, so it has no name": of({ ...web(), workloads: [built] }),
      "built here, under a name of one's own": of(web({ image: "shop", built: true })),
      "what another builds": of(
        web({ image: "shop" }, { workloads: [workload("app", { image: "shop", built: true })] }),
      ),
    },
    unknown: { "an image to come": of(web({ image: notYet })), "an image by its id": runs(id) },
  },
  "image-digest": {
    violated: { "a tag": runs("nginx:1.27") },
    clean: { "a digest": runs(pinned), "an image by its id": runs(id) },
    unknown: { "an image to come": of(web({ image: notYet })) },
  },
  "image-registry": {
    violated: {
      "another registry": from("evil.example.com/nginx:1"),
      "another repository of it": from("acme/app:1.0"),
      "a registry whose name begins so": from("registry.example.com.evil.org/app:1"),
      "a repository whose name begins so": from("localhost:5000/teamster/app:1"),
    },
    clean: {
      "no list": runs("evil.example.com/nginx:1"),
      "a registry on it": from("registry.example.com/a/b/c:1"),
      "an official image": from("nginx:1.27"),
      "a repository on it": from("localhost:5000/team/app"),
    },
    unknown: {
      "an image to come": { topology: web({ image: notYet }), settings: trusted },
      "an image by its id": from(id),
    },
  },
};
