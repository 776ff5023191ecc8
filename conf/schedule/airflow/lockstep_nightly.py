"""Trains every night with Lockstep (Airflow 2.4 or later).

The run id is made of the data interval, so a task that is retried or cleared resumes its run, and does nothing if the
run is complete. A task is retried only if that can help: the cluster lacked resources (69), or the run was interrupted
(75). Invalid data, an invalid configuration, a failed verification and a divergence are not retried.
"""

from datetime import timedelta

import pendulum
from airflow import DAG
from airflow.exceptions import AirflowException, AirflowFailException
from airflow.hooks.subprocess import SubprocessHook
from airflow.models import BaseOperator

LOCKSTEP_HOME = "/opt/lockstep"
RESOURCES, INTERRUPTED = 69, 75


class LockstepTrain(BaseOperator):
    """Runs ``train`` on a Spark standalone cluster; the log scraper reads its lines of JSON in the task's log."""

    template_fields = ("run_id",)

    def __init__(self, *, config, run_id, max_runtime, master, **kwargs):
        super().__init__(**kwargs)
        self.config, self.run_id, self.max_runtime, self.master = config, run_id, max_runtime, master
        self.hook = SubprocessHook()

    def execute(self, context):
        code = self.hook.run_command(
            [
                f"{LOCKSTEP_HOME}/submit/standalone", "train", "--config", self.config, "--run-id", self.run_id,
                "--max-runtime", self.max_runtime, "--progress", "json", "--", "--master", self.master,
            ]
        ).exit_code
        if code in (RESOURCES, INTERRUPTED):
            raise AirflowException(f"lockstep ended with {code}; the next attempt resumes from its last checkpoint")
        if code != 0:
            raise AirflowFailException(f"lockstep ended with {code}, which a retry does not fix")

    def on_kill(self):
        self.hook.send_sigterm()  # it finishes its step and writes a checkpoint


with DAG(
    dag_id="lockstep_nightly",
    schedule="15 2 * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
):
    LockstepTrain(
        task_id="train",
        config=f"{LOCKSTEP_HOME}/conf/production.conf",
        run_id="nightly-{{ ds_nodash }}",
        max_runtime="3h",
        master="spark://spark.example.com:7077",
        retries=3,
        retry_delay=timedelta(minutes=10),
        execution_timeout=timedelta(hours=3, minutes=30),  # later than --max-runtime, which ends in good order
    )
