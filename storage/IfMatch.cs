namespace BalanceNotifications;

/// <summary>The revision a change is based on, from the header <c>If-Match</c>.</summary>
/// <param name="Revision">Null for <c>*</c>: any, as long as there is one.</param>
public sealed record IfMatch(int? Revision)
{
    public bool Accepts(int current) => Revision is null || Revision == current;
}
