"""A set of Kubernetes objects: settings, a volume, the server, and what runs by the clock."""

from __future__ import annotations

from collections.abc import Mapping

from fairlead.project.containers.cargo import Cargo
from fairlead.project.containers.docker import PORT, USER, serve_words

MARGIN = "          "


def kubernetes(cargo: Cargo) -> Mapping[str, str]:
    """Return the text of each file by its name."""
    files = {"configmap.yaml": _settings(cargo), "secret.example.yaml": _secret(cargo), "volume.yaml": _volume(cargo)}
    if cargo.model:
        files["serve.yaml"] = f"{_serve(cargo)}---\n{_service(cargo)}"
        files["monitor.yaml"] = _monitor(cargo)
    files["pipeline.yaml"] = _pipeline(cargo)
    kept = [name for name in files if not name.startswith("secret")]
    lines = "".join(f"  - {name}\n" for name in kept)
    head = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n"
    files["kustomization.yaml"] = head + lines
    return files


def _about(cargo: Cargo, part: str) -> str:
    return f"""metadata:
  name: {cargo.name}{f"-{part}" if part else ""}
  labels: &{part or "labels"}
    app.kubernetes.io/name: {cargo.name}
    app.kubernetes.io/component: {part or "settings"}
    app.kubernetes.io/managed-by: fairlead-export
"""


def _settings(cargo: Cargo) -> str:
    return f"""apiVersion: v1
kind: ConfigMap
{_about(cargo, "")}data:
  FAIRLEAD_BLOBS: s3://my-bucket/{cargo.name}
  FAIRLEAD_LOG_FORMAT: json
  AWS_REGION: eu-central-1
"""


def _secret(cargo: Cargo) -> str:
    return f"""\
# Copy this to secret.yaml, which stays out of version control, and fill it in; or let your own store of secrets
# make a Secret of this name. Without AWS_... keys the role of the service account counts.
apiVersion: v1
kind: Secret
{_about(cargo, "")}type: Opaque
stringData:
  FAIRLEAD_STORE: postgresql://fairlead@postgres.example/fairlead
  PGPASSWORD: ""
"""


def _volume(cargo: Cargo) -> str:
    return f"""\
# The log of predictions lies here, and what is fetched from the bucket. It stands on locks of the file system, so it
# is a disk (ReadWriteOnce) and no network folder.
apiVersion: v1
kind: PersistentVolumeClaim
{_about(cargo, "state")}spec:
  accessModes: [ReadWriteOnce]
  resources:
    requests:
      storage: 20Gi
"""


def _serve(cargo: Cargo) -> str:
    words = serve_words(cargo, linger=10)
    return f"""apiVersion: apps/v1
kind: Deployment
{_about(cargo, "serve")}spec:
  replicas: 1
  strategy:
    type: Recreate
  selector:
    matchLabels:
      app.kubernetes.io/name: {cargo.name}
      app.kubernetes.io/component: serve
  template:
    metadata:
      labels: *serve
    spec:
      terminationGracePeriodSeconds: 60
      securityContext: &pod
{_pod_security("        ")}
      containers:
        - name: serve
          image: {cargo.name}:latest
          args: [{words}]
          ports:
            - name: http
              containerPort: {PORT}
          livenessProbe:
            httpGet: {{path: /health, port: http}}
            periodSeconds: 10
            failureThreshold: 6
          startupProbe:
            httpGet: {{path: /ready, port: http}}
            periodSeconds: 2
            failureThreshold: 60
          readinessProbe:
            httpGet: {{path: /ready, port: http}}
            periodSeconds: 2
{_container(cargo, cpu="500m", memory="1Gi", limit="2Gi", margin=MARGIN)}
{_volumes("      ", f"claimName: {cargo.name}-state")}"""


def _service(cargo: Cargo) -> str:
    return f"""apiVersion: v1
kind: Service
metadata:
  name: {cargo.name}
  labels:
    app.kubernetes.io/name: {cargo.name}
    app.kubernetes.io/component: serve
spec:
  selector:
    app.kubernetes.io/name: {cargo.name}
    app.kubernetes.io/component: serve
  ports:
    - name: http
      port: 80
      targetPort: http
"""


def _monitor(cargo: Cargo) -> str:
    return f"""# It reads the log of predictions, so it runs where the server's disk is.
{_cron_job(cargo, "monitor", "15 * * * *", f'["fairlead", "monitor", "--model", "{cargo.model}"]', is_beside=True)}"""


def _pipeline(cargo: Cargo) -> str:
    if not cargo.cron:
        note = "# The pipeline names no schedule that cron knows: give it one here, and set suspend to false."
        return f"{note}\n{_cron_job(cargo, 'pipeline', '0 2 * * *', RUN, is_suspended=True)}"
    note = f"# The pipeline's own schedule is {cargo.cron}. This does what is due: each slot once, and to its end."
    return f"{note}\n{_cron_job(cargo, 'pipeline', '*/5 * * * *', ONCE)}"


RUN = '["fairlead", "run"]'
ONCE = '["fairlead", "schedule", "start", "--once"]'


def _cron_job(
    cargo: Cargo, part: str, when: str, words: str, *, is_beside: bool = False, is_suspended: bool = False
) -> str:
    beside = f"""          affinity:
            podAffinity:
              requiredDuringSchedulingIgnoredDuringExecution:
                - topologyKey: kubernetes.io/hostname
                  labelSelector:
                    matchLabels:
                      app.kubernetes.io/name: {cargo.name}
                      app.kubernetes.io/component: serve
"""
    disk = f"claimName: {cargo.name}-state" if is_beside else ""
    margin = "              "
    return f"""apiVersion: batch/v1
kind: CronJob
{_about(cargo, part)}spec:
  schedule: "{when}"
  timeZone: Etc/UTC
  suspend: {str(is_suspended).lower()}
  concurrencyPolicy: Forbid
  successfulJobsHistoryLimit: 3
  failedJobsHistoryLimit: 5
  jobTemplate:
    spec:
      backoffLimit: 2
      template:
        metadata:
          labels: *{part}
        spec:
          restartPolicy: Never
          terminationGracePeriodSeconds: 60
          securityContext:
{_pod_security("            ")}
{beside if is_beside else ""}          containers:
            - name: {part}
              image: {cargo.name}:latest
              args: {words}
{_container(cargo, cpu="1", memory="2Gi", limit="4Gi", margin=margin)}
{_volumes("          ", disk)}"""


def _pod_security(margin: str) -> str:
    lines = (f"runAsNonRoot: true\nrunAsUser: {USER}\nrunAsGroup: {USER}\nfsGroup: {USER}\n"
             "seccompProfile: {type: RuntimeDefault}")  # fmt: skip
    return _moved(lines, margin)


def _container(cargo: Cargo, *, cpu: str, memory: str, limit: str, margin: str) -> str:
    return _moved(
        f"""envFrom:
  - configMapRef: {{name: {cargo.name}}}
  - secretRef: {{name: {cargo.name}}}
resources:
  requests: {{cpu: {cpu!r}, memory: {memory}}}
  limits: {{memory: {limit}}}
securityContext:
  readOnlyRootFilesystem: true
  allowPrivilegeEscalation: false
  capabilities: {{drop: [ALL]}}
volumeMounts:
  - {{name: state, mountPath: {cargo.home}/.fairlead}}
  - {{name: tmp, mountPath: /tmp}}""",
        margin,
    )


def _volumes(margin: str, claim: str) -> str:
    state = f"persistentVolumeClaim: {{{claim}}}" if claim else "emptyDir: {}"
    return _moved(f"volumes:\n  - name: state\n    {state}\n  - name: tmp\n    emptyDir: {{}}", margin) + "\n"


def _moved(text: str, margin: str) -> str:
    return "\n".join(margin + line for line in text.splitlines())
