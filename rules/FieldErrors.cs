namespace BalanceNotifications;

/// <summary>Collects what is wrong with a request, so that one answer names every field.</summary>
internal sealed class FieldErrors
{
    private readonly List<FieldError> _errors = [];

    public IReadOnlyList<FieldError> All => _errors;

    /// <summary>Notes an error unless <paramref name="holds"/>.</summary>
    public void Require(bool holds, string field, string message)
    {
        if (!holds)
        {
            _errors.Add(new(field, message));
        }
    }
}
