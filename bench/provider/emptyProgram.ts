// Loads what the measured program loads, and makes nothing: what a `pulumi up` takes by itself.
import "@pulumi/docker";
import "../../components/index.ts";
