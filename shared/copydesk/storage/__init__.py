"""S3 and DynamoDB behind small interfaces, and an in-memory twin of the cluster store."""
