namespace BalanceNotifications.Fixtures;

/// <summary>The same cluster on the other engine.</summary>
public sealed class PacedClusterFixture : ClusterFixture
{
    public new const string Name = "paced cluster";

    internal override string Engine => "Paced";
}

[CollectionDefinition(PacedClusterFixture.Name)]
public sealed class PacedCluster : ICollectionFixture<PacedClusterFixture>;
