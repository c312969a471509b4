"""Only tests use this: boto3's waiters, paginators and errors at a local cloud. Prints what it has found, as JSON."""

import json
import os
import sys
import tempfile

import boto3
from botocore.exceptions import ClientError, WaiterError

TOPIC = """
Parameters: {Name: {Type: String, Default: a}}
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: !Sub '${AWS::StackName}-${Name}'}}
Outputs:
  Arn: {Value: !Ref Topic, Export: {Name: !Sub '${AWS::StackName}-arn'}}
"""
IMPORTER = """
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: !ImportValue one-arn}}
"""
ROLE = """
Resources:
  Topic: {Type: AWS::SNS::Topic}
  Role:
    Type: AWS::IAM::Role
    DependsOn: Topic
    Properties: {RoleName: taken, AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: []}}
"""
NAMED = {"Capabilities": ["CAPABILITY_NAMED_IAM"]}
# As often as a test can afford; the waiters' own pauses are made for AWS.
OFTEN = {"WaiterConfig": {"Delay": 1, "MaxAttempts": 60}}

cf = boto3.client("cloudformation")
found = {}


def wait(name, **of):
    cf.get_waiter(name).wait(**of, **OFTEN)


def pages(client, name, key, size=None, **of):
    config = {"PageSize": size} if size else {}
    every = client.get_paginator(name).paginate(**of, PaginationConfig=config)
    return [item for page in every for item in page.get(key, [])]


def code_of(call, **of):
    try:
        call(**of)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return None


def stacks():
    for name in ("one", "two"):
        cf.create_stack(StackName=name, TemplateBody=IMPORTER if name == "two" else TOPIC)
        wait("stack_exists", StackName=name)
        wait("stack_create_complete", StackName=name)
    cf.update_stack(
        StackName="one",
        UsePreviousTemplate=True,
        Parameters=[{"ParameterKey": "Name", "UsePreviousValue": True}],
        Tags=[{"Key": "a", "Value": "b"}],
    )
    wait("stack_update_complete", StackName="one")
    cf.create_stack(StackName="owner", TemplateBody=ROLE, **NAMED)
    wait("stack_create_complete", StackName="owner")
    cf.update_stack(StackName="two", TemplateBody=ROLE, **NAMED)
    wait("stack_rollback_complete", StackName="two")
    cf.create_stack(StackName="fails", TemplateBody=ROLE, **NAMED)
    try:
        wait("stack_create_complete", StackName="fails")
    except WaiterError as error:
        found["failed"] = "ROLLBACK" in str(error.last_response)
    cf.delete_stack(StackName="fails")
    wait("stack_delete_complete", StackName="fails")


def change_sets():
    for index in range(3):
        cf.create_change_set(
            StackName="one",
            ChangeSetName=f"set-{index}",
            UsePreviousTemplate=True,
            Parameters=[{"ParameterKey": "Name", "ParameterValue": f"b{index}"}],
        )
        wait("change_set_create_complete", StackName="one", ChangeSetName=f"set-{index}")
    of = {"StackName": "one", "ChangeSetName": "set-0"}
    found["changes"] = len(pages(cf, "describe_change_set", "Changes", **of))
    found["change_sets"] = len(pages(cf, "list_change_sets", "Summaries", StackName="one"))


def lists():
    events = pages(cf, "describe_stack_events", "StackEvents", StackName="one")
    found["events"] = [len(events), len({event["EventId"] for event in events})]
    found["stacks"] = sorted(stack["StackName"] for stack in pages(cf, "list_stacks", "StackSummaries"))
    resources = pages(cf, "list_stack_resources", "StackResourceSummaries", StackName="one")
    found["resources"] = [each["LogicalResourceId"] for each in resources]
    found["exports"] = [each["Name"] for each in pages(cf, "list_exports", "Exports")]
    found["imports"] = pages(cf, "list_imports", "Imports", ExportName="one-arn")
    found["described"] = len(pages(cf, "describe_stacks", "Stacks"))


def errors():
    try:
        cf.create_stack(StackName="one", TemplateBody=TOPIC)
    except cf.exceptions.AlreadyExistsException as error:
        found["exists"] = error.response["Error"]["Code"]
    try:
        cf.create_stack(StackName="other", TemplateBody=ROLE)
    except cf.exceptions.InsufficientCapabilitiesException as error:
        found["capabilities"] = error.response["Error"]["Code"]
    try:
        cf.describe_change_set(StackName="one", ChangeSetName="nothing")
    except cf.exceptions.ChangeSetNotFoundException as error:
        found["change_set"] = error.response["Error"]["Code"]
    found["no_stack"] = code_of(cf.describe_stacks, StackName="nothing")
    found["no_updates"] = code_of(cf.update_stack, StackName="one", UsePreviousTemplate=True)
    iam = boto3.client("iam")
    iam.get_waiter("role_exists").wait(RoleName="taken", **OFTEN)
    try:
        iam.get_role(RoleName="nobody")
    except iam.exceptions.NoSuchEntityException as error:
        found["no_role"] = error.response["Error"]["Code"]
    found["no_cluster"] = code_of(boto3.client("ecs").describe_services, cluster="nothing", services=["x"])
    found["no_balancer"] = code_of(boto3.client("elbv2").describe_load_balancers, Names=["nothing"])
    found["no_deployment"] = code_of(boto3.client("codedeploy").get_deployment, deploymentId="d-NOTHING00")


def buckets():
    s3 = boto3.client("s3")
    region = os.environ["AWS_DEFAULT_REGION"]
    s3.create_bucket(Bucket="bucket", CreateBucketConfiguration={"LocationConstraint": region})
    s3.get_waiter("bucket_exists").wait(Bucket="bucket", **OFTEN)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "large")
        with open(path, "wb") as file:
            file.write(bytes(range(256)) * 40_000)
        s3.upload_file(path, "bucket", "large", ExtraArgs={"Metadata": {"by": "boto3"}})
        s3.download_file("bucket", "large", path + ".back")
        with open(path, "rb") as one, open(path + ".back", "rb") as other:
            found["same"] = one.read() == other.read()
    s3.get_waiter("object_exists").wait(Bucket="bucket", Key="large", **OFTEN)
    found["objects"] = [each.key for each in boto3.resource("s3").Bucket("bucket").objects.all()]
    found["no_key"] = code_of(s3.get_object, Bucket="bucket", Key="nothing")
    boto3.resource("s3").Bucket("bucket").objects.all().delete()
    s3.delete_bucket(Bucket="bucket")
    s3.get_waiter("bucket_not_exists").wait(Bucket="bucket", **OFTEN)


def system(names):
    """A release of the service that the test has made, by the names that it gives."""
    ecs, elb, deploy = boto3.client("ecs"), boto3.client("elbv2"), boto3.client("codedeploy")
    stable = ecs.get_waiter("services_stable")
    stable.wait(cluster=names["cluster"], services=[names["rolling"]], **OFTEN)
    try:
        of = {"cluster": names["cluster"], "services": [names["service"]]}
        stable.wait(**of, WaiterConfig={"Delay": 0, "MaxAttempts": 1})
    except WaiterError as error:
        found["unstable"] = str(error)
    for waiter in ("load_balancer_exists", "load_balancer_available"):
        elb.get_waiter(waiter).wait(LoadBalancerArns=[names["balancer"]], **OFTEN)
    listeners = pages(elb, "describe_listeners", "Listeners", size=1, LoadBalancerArn=names["balancer"])
    found["listeners"] = len({listener["ListenerArn"] for listener in listeners})
    properties = {
        "TaskDefinition": names["task"],
        "LoadBalancerInfo": {"ContainerName": "web", "ContainerPort": 80},
    }
    target = {"TargetService": {"Type": "AWS::ECS::Service", "Properties": properties}}
    content = json.dumps({"version": 0, "Resources": [target]})
    revision = {"revisionType": "AppSpecContent", "appSpecContent": {"content": content}}
    group = {"applicationName": "web", "deploymentGroupName": "web"}
    deployment = deploy.create_deployment(**group, revision=revision)["deploymentId"]
    deploy.get_waiter("deployment_successful").wait(deploymentId=deployment, **OFTEN)
    found["deployments"] = pages(deploy, "list_deployments", "deployments", **group) == [deployment]
    found["services"] = len(pages(ecs, "list_services", "serviceArns", size=1, cluster=names["cluster"]))


if len(sys.argv) > 1:
    system(json.loads(sys.argv[1]))
else:
    for part in (stacks, change_sets, lists, errors, buckets):
        part()
print(json.dumps(found))
