using Microsoft.Extensions.Options;
using Batching;

namespace PacedEngine.Storage;

/// <summary>How states are gathered into statements.</summary>
public sealed class GroupCommitOptions
{
    [ValidateObjectMembers]
    public BatchOptions Reads { get; set; } = new();

    [ValidateObjectMembers]
    public BatchOptions Writes { get; set; } = new();
}

[OptionsValidator]
internal sealed partial class GroupCommitOptionsValidator : IValidateOptions<GroupCommitOptions>;
